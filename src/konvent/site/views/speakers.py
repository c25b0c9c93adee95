# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The people on stage, from A to Z, and one of them."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from konvent.site.entry import entries
from konvent.site.page import public_page, show
from konvent.site.people import Speaker, initial, speakers_of
from konvent.site.recordings import shelf

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.site.edition import Edition


@public_page()
def speakers(request: HttpRequest, edition: Edition) -> HttpResponse:
    everybody = speakers_of(edition.schedule)
    letters = [(letter, list(group)) for letter, group in groupby(everybody, key=initial)]
    context = {"letters": letters, "count": len(everybody)}
    return show(request, edition, "site/speakers.html", context, section="speakers")


@public_page("{convention}/library")
def speaker(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    person = edition.schedule.person.get(code)
    if person is None:
        raise Http404(_("This person is not, or no longer, in the programme."))
    sessions = edition.schedule.of_person(code)
    codes = {session.code for session in sessions}
    context = {
        "speaker": Speaker(person, edition.schedule.organisation.get(person.organisation)),
        "entries": entries(edition.schedule, sessions),
        "recordings": [one for one in shelf(edition) if one.code in codes],
        "is_part": True,
    }
    return show(request, edition, "site/speaker.html", context, section="speakers")
