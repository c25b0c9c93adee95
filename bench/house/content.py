# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What stands in the house."""

from __future__ import annotations

from konvent.convention.models import Convention
from konvent.foundation.texts import Text


def furnish_plainly() -> str:
    """Put in a convention without a programme: enough for whoever only watches the clock."""
    return Convention.objects.create(
        slug="bench",
        title=Text({"de": "Messung", "en": "Measurement"}),
        languages=["de", "en"],
        is_current=True,
    ).slug


CONTENTS = {"plain": furnish_plainly}
