# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What needs attention in a convention, for everybody who works on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from konvent.convention.access import staff_page
from konvent.foundation.staff import pages_open_to, permissions_of
from konvent.people.permissions import may_enter, may_see_staff_area
from konvent.programme.changes import changes_between
from konvent.programme.conflicts import conflicts_in, sentence
from konvent.programme.queries import published_schedule, working_copy

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention

FIRST = 10


@staff_page(may_enter, "GET")
def overview(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Conflicts, what is not published yet, and sessions that have no slot.

    Who has nothing to do with the programme is led to what they are here for.
    """
    if not may_see_staff_area(request.user, convention):
        first = pages_open_to(request, convention)[0]
        return HttpResponseRedirect(reverse(first.view, args=[convention.slug]))
    schedule = working_copy(convention)
    published = published_schedule(convention.slug)
    conflicts = conflicts_in(schedule)
    homeless = [
        session
        for session in schedule.sessions
        if not session.is_cancelled and not (session.room and session.starts_at)
    ]
    context = {
        "convention": convention,
        "schedule": schedule,
        "published": published,
        "conflicts": [(c, sentence(c, schedule)) for c in conflicts[:FIRST]],
        "number_of_conflicts": len(conflicts),
        "homeless": homeless[:FIRST],
        "number_of_homeless": len(homeless),
        "changes": changes_between(published, schedule)[:FIRST],
        "is_other": published is None or not published.says_the_same_as(schedule),
        "allowed": permissions_of(request, convention),
    }
    return render(request, "programme/organiser/overview.html", context)
