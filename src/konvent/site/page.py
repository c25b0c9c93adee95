# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How a public page is answered: in its convention, its language and its time zone."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias

from django.conf import settings
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from konvent.foundation.published import published
from konvent.site.edition import Edition, open_edition

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from konvent.foundation.access import Access

    EditionView: TypeAlias = Callable[..., HttpResponse]
    View: TypeAlias = Callable[..., HttpResponse]

NAMES = {"de": "Deutsch", "en": "English"}


def public_page(*topics: str, **asks: Access) -> Callable[[EditionView], View]:
    """Make a published page of a view that takes the request, the edition and the address' parts.

    It shows the programme and the look; ``topics`` says what else it shows.
    """

    def decorate(view: EditionView) -> View:
        @wraps(view)
        def answer(
            request: HttpRequest,
            /,
            *,
            convention: str,
            language: str,
            **parameters: Any,  # noqa: ANN401 -- what the address says
        ) -> HttpResponse:
            with translation.override(language):
                edition = open_edition(convention, language)
                with timezone.override(edition.convention.zone):
                    response = view(request, edition, **parameters)
            response["Content-Language"] = language
            return response

        shown = published("{convention}/programme", "{convention}/look", *topics, **asks)
        return require_safe(shown(answer))

    return decorate


def show(
    request: HttpRequest,
    edition: Edition,
    template: str,
    context: dict[str, Any],
    *,
    section: str = "",
) -> HttpResponse:
    """Render a page with everything that stands around it."""
    around = {
        "edition": edition,
        "convention": edition.convention,
        "section": section,
        "other_languages": _other_languages(request, edition),
    }
    return render(request, template, {**around, **context})


def _other_languages(request: HttpRequest, edition: Edition) -> list[dict[str, str]]:
    match = request.resolver_match
    if match is None or "language" not in match.kwargs:
        return []
    view, kwargs = match.view_name, match.kwargs
    return same_page_elsewhere(
        edition, lambda code: reverse(view, kwargs={**kwargs, "language": code})
    )


def same_page_elsewhere(edition: Edition, address: Callable[[str], str]) -> list[dict[str, str]]:
    """Return where this page is in every language of the edition, if it has more than one."""
    if len(edition.languages) == 1:
        return []
    spoken = [code for code, _name in settings.LANGUAGES if code in edition.languages]
    return [{"code": code, "name": NAMES[code], "address": address(code)} for code in spoken]
