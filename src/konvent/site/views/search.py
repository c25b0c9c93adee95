# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Search without a script: a page of its own, in the application lane."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from konvent.site.edition import open_edition
from konvent.site.entry import entries
from konvent.site.page import same_page_elsewhere, show
from konvent.site.search import find
from konvent.site.views.programme import choices

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

FILTERS = {"stage": "room", "track": "track", "type": "kind", "language": "language"}
"""What a filter is called in an address, and in a session."""


@require_safe
@never_cache
def search(request: HttpRequest, *, convention: str) -> HttpResponse:
    asked = {name: request.GET.get(name, "")[:200] for name in ("q", *FILTERS)}
    language = request.GET.get("lang", "")
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language() or settings.LANGUAGE_CODE
    with translation.override(language):
        edition = open_edition(convention, language)
        everything = entries(edition.schedule, edition.schedule.sessions)
        wanted = {field: asked[name] for name, field in FILTERS.items()}
        context = {
            "asked": asked,
            "found": find(everything, asked["q"], **wanted) if any(asked.values()) else [],
            "is_part": True,
            "other_languages": same_page_elsewhere(
                edition, lambda code: f"?{urlencode({**asked, 'lang': code})}"
            ),
            **choices(edition.schedule, everything),
        }
        with timezone.override(edition.convention.zone):
            return show(request, edition, "site/search.html", context, section="programme")
