# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What languages are called."""

from __future__ import annotations

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _


def name_of_language(code: str) -> str:
    """Say a language in the language of the page; a code that nobody knows stays as it is."""
    if not code:
        return ""
    known = {"de": _("German"), "en": _("English")}
    try:
        return known.get(code[:2]) or str(get_language_info(code)["name_translated"])
    except KeyError:
        return code
