# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the staff area's pages are put together from: its menu, the next steps, further pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

from django import template
from django.urls import reverse
from django.utils.translation import get_language_info, gettext

from konvent.foundation.staff import pages_open_to
from konvent.foundation.whence import page_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.core.paginator import Page
    from django.http import HttpRequest
    from django.template import Context

register = template.Library()


class Shown(TypedDict):
    title: str
    address: str
    is_current: bool
    is_first: bool


@register.inclusion_tag("foundation/_staff_menu.html", takes_context=True)
def staff_menu(context: Context) -> dict[str, Any]:
    """Show the pages of this convention's staff area that the person may open."""
    convention = context.get("convention")
    if convention is None:
        return {"entries": []}
    request: HttpRequest = context["request"]
    here = request.resolver_match.url_name if request.resolver_match else ""
    entries: list[Shown] = []
    block = -1
    for entry in pages_open_to(request, convention):
        entries.append(
            {
                "title": str(entry.title),
                "address": reverse(entry.view, args=[convention.slug]),
                "is_current": (here or "").partition("_")[0] in entry.nouns,
                "is_first": entry.place // 100 != block and block >= 0,
            }
        )
        block = entry.place // 100
    return {"entries": entries}


@register.simple_tag(takes_context=True)
def page_of_theirs(context: Context) -> str:
    """Say where somebody is to come back to, also from what a form has answered."""
    return page_of(context["request"])


@register.inclusion_tag("foundation/_next_steps.html", takes_context=True)
def next_steps(context: Context) -> dict[str, Any]:
    """Say what can be done from here, as far as the person may do it."""
    convention = context["convention"]
    steps = [
        {
            "title": entry.title,
            "purpose": entry.purpose,
            "address": reverse(entry.view, args=[convention.slug]),
        }
        for entry in pages_open_to(context["request"], convention)
        if entry.purpose
    ]
    return {"steps": steps}


@register.inclusion_tag("foundation/_pages.html", takes_context=True)
def pages(context: Context, page: Page[Any]) -> dict[str, Any]:
    """Lead to the other pages of a long list, with the same filter."""
    request: HttpRequest = context["request"]
    query = request.GET.copy()
    query.pop("page", None)
    return {"page": page, "query": query.urlencode()}


@register.filter
def languages_of(value: Mapping[str, str] | None) -> list[tuple[str, str]]:
    """Return the languages a text is there in, with their names."""
    return [(code, name_of(code)) for code in value or {}]


@register.filter
def name_of(language: str) -> str:
    """Return the name of a language in the reader's language."""
    try:
        return gettext(str(get_language_info(language)["name"]))
    except KeyError:
        return language
