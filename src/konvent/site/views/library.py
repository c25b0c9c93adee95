# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The library: everything that can be seen again, and its search without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from konvent.site.edition import open_edition
from konvent.site.formats.published import is_open
from konvent.site.page import public_page, show
from konvent.site.recordings import FILTERS, among, shelf, shelf_choices
from konvent.site.views.programme import choices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.site.edition import Edition
    from konvent.site.recordings import Recorded

LIBRARY = "{convention}/library"
ASKED = ("q", "day", *FILTERS, "captions", "sign")


@public_page(LIBRARY)
def library(request: HttpRequest, edition: Edition) -> HttpResponse:
    everything = shelf(edition)
    return _shelf_page(request, edition, everything, everything)


@require_safe
@never_cache
def library_search(request: HttpRequest, *, convention: str) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:200] for name in ASKED}
    language = request.GET.get("lang", "")
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(language):
        edition = open_edition(convention, language)
        with timezone.override(edition.convention.zone):
            everything = shelf(edition)
            found = among(everything, asked) if any(asked.values()) else everything
            return _shelf_page(request, edition, everything, found, asked)


def _shelf_page(
    request: HttpRequest,
    edition: Edition,
    everything: list[Recorded],
    found: list[Recorded],
    asked: dict[str, str] | None = None,
) -> HttpResponse:
    context = {
        "shelf": found,
        "count": len(everything),
        "asked": asked,
        "is_part": asked is not None,
        "has_podcast": is_open(edition) and any(one.recording.download_size for one in everything),
        **choices(edition.schedule, [one.entry for one in everything if one.entry]),
        **shelf_choices(everything),
    }
    return show(request, edition, "site/library.html", context, section="library")
