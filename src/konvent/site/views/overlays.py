# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Overlays of a stage, as OBS lays them over the picture: transparent, and always true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from konvent.foundation.overlays import find_overlay
from konvent.site.entry import Entry
from konvent.site.now import on_stages, watch_stages
from konvent.site.page import public_page, show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.programme.schedule import Schedule
    from konvent.site.edition import Edition
    from konvent.site.now import Item


@public_page()
def overlay(request: HttpRequest, edition: Edition, room: str, name: str) -> HttpResponse:
    here = next((stage for stage in on_stages(edition) if stage.room.slug == room), None)
    found = find_overlay(name)
    if here is None or found is None:
        raise Http404(_("There is no such stage."))
    context = {
        "overlay": found,
        "room": here.room,
        "stage": here,
        "entry": _entry(edition.schedule, here.now),
        "next_entry": _entry(edition.schedule, here.next),
        "mood": "dim",
    }
    response = show(request, edition, "site/overlay.html", context)
    return watch_stages(response, edition, [here])


def _entry(schedule: Schedule, item: Item | None) -> Entry | None:
    session = schedule.session.get(item.code) if item else None
    return Entry(session, schedule) if session else None
