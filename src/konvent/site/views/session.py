# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One session, and everything one may want to know before and after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404
from django.utils.translation import gettext as _

from konvent.programme.formats.json_ld import json_ld
from konvent.registration.workshops import is_workshop
from konvent.site.entry import Entry
from konvent.site.news import changes_of
from konvent.site.now import on_stages, watch_stages
from konvent.site.page import public_page, show
from konvent.site.recordings import on_the_shelf

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.site.edition import Edition


@public_page("{convention}/library/{code}", "{convention}/places")
def session(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    found = edition.schedule.session.get(code)
    if found is None:
        raise Http404(_("This session is not, or no longer, in the programme."))
    stages = on_stages(edition)
    entry = Entry(found, edition.schedule)
    context = {
        "entry": entry,
        "session": found,
        "stages": stages,
        "recorded": on_the_shelf(edition, code),
        "changes": changes_of(edition.convention, found),
        "json_ld": json_ld(edition.schedule, found, f"{settings.PUBLIC_URL}{request.path}"),
        "has_places": is_workshop(edition.convention, code),
        "is_part": True,
    }
    response = show(request, edition, "site/session.html", context, section="programme")
    return watch_stages(response, edition, stages)
