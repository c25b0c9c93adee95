# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Show a text that exists in several languages, marked when it is in another than the page's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.translation import get_language

from konvent.foundation.prose import render_text
from konvent.foundation.texts import Text

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def text(value: Text | str) -> SafeString:
    """Return the text in the page's language, or the nearest there is, marked with its lang."""
    if not isinstance(value, Text):
        return conditional_escape(value)
    language = value.best_language()
    if not language or language == (get_language() or "").partition("-")[0]:
        return conditional_escape(value.within())
    return format_html('<span lang="{}">{}</span>', language, value.within())


@register.filter
def lang(value: Text | str) -> str:
    """Return the language in which this text will be shown; nothing where there is no text."""
    return value.best_language() if isinstance(value, Text) else ""


@register.filter
def rich(value: Text) -> SafeString:
    """Return a longer text, written in Markdown or HTML, as safe HTML."""
    return render_text(value.within())
