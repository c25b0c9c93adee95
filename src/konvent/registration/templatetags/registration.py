# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Texts of organisers on personal pages, and letters by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from konvent.foundation.languages import name_of_language
from konvent.foundation.prose import render_text
from konvent.foundation.texts import Text
from konvent.letters.kinds import KINDS

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()


@register.filter
def prose(value: Text | str) -> SafeString:
    """Return what organisers wrote in Markdown as safe HTML."""
    return render_text(value.within() if isinstance(value, Text) else value)


@register.filter
def language_name(code: str) -> str:
    """Return what a language is called, in the language of the page."""
    return name_of_language(code)


@register.filter
def letter_title(kind: str) -> str:
    """Return what a kind of letter is called."""
    return str(KINDS[kind].title) if kind in KINDS else kind
