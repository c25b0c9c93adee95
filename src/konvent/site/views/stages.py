# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""All stages with what is on now, and one stage with its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from konvent.foundation.access import Access
from konvent.site.entry import Entry, entries
from konvent.site.now import on_stage, on_stages, watch_stages
from konvent.site.page import public_page, show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.site.edition import Edition


@public_page()
def stages(request: HttpRequest, edition: Edition) -> HttpResponse:
    now = on_stages(edition)
    response = show(
        request,
        edition,
        "site/stages.html",
        {"stages": now, "rooms": edition.stages},
        section="stages",
    )
    return watch_stages(response, edition, now)


@public_page(access=Access.STAGE)
def stage(request: HttpRequest, edition: Edition, room: str) -> HttpResponse:
    found = edition.schedule.room.get(room)
    now = on_stage(edition, found) if found else None
    if found is None or now is None:
        raise Http404(_("There is no such stage."))
    playing = edition.schedule.session.get(now.now.code) if now.now else None
    context = {
        "room": found,
        "stage": now,
        "entry": Entry(playing, edition.schedule) if playing else None,
        "programme": entries(edition.schedule, edition.schedule.in_room(room)),
        "is_part": True,
    }
    response = show(request, edition, "stage/stage.html", context, section="stages")
    return watch_stages(response, edition, [now])
