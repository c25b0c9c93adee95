# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages of words: what has changed, who is responsible, what is kept, and for whom it works."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.audience.announcements import standing_announcements
from konvent.audience.models import Silence
from konvent.site.news import news
from konvent.site.page import public_page, show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.site.edition import Edition


@public_page()
def changes(request: HttpRequest, edition: Edition) -> HttpResponse:
    context = {"versions": news(edition.convention)}
    return show(request, edition, "site/changes.html", context)


@public_page()
def imprint(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, edition, "site/imprint.html", {})


@public_page()
def privacy(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, edition, "site/privacy.html", {})


@public_page()
def accessibility(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, edition, "site/accessibility.html", {})


@public_page("{convention}/announcements")
def announcements(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What every page says at the top, for browsers without JavaScript."""
    context = {
        "standing": standing_announcements(edition.convention.slug),
        "is_read_only": Silence.objects.filter(convention=edition.convention).exists(),
    }
    return show(request, edition, "site/announcements.html", context)
