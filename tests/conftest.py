# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What every test may rely on."""

from __future__ import annotations

import pytest
from django.utils import translation


@pytest.fixture(autouse=True)
def _language_of_the_settings() -> None:
    """Forget the language in which an earlier test answered a request."""
    translation.deactivate()
