# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Places in single sessions: one's own, and how many the organisers give."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.numbers import whole_number
from konvent.foundation.refusals import RefusedError
from konvent.people.access import signed_in
from konvent.people.permissions import may_organise
from konvent.programme.models import SessionKind
from konvent.programme.queries import published_schedule
from konvent.registration.actions.workshops import (
    change_over,
    end_signing_up,
    give_seat_back,
    set_places,
    take_seat,
)
from konvent.registration.models import Workshop
from konvent.registration.personal import door_of, show
from konvent.registration.views.own import own_page
from konvent.registration.workshops import offers_of, people_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.registration.views.own import Mine

MOST_PLACES = 100_000
DEEDS: dict[str, Callable[..., object]] = {"back": give_seat_back, "change": change_over}


@own_page("GET")
def places(request: HttpRequest, mine: Mine) -> HttpResponse:
    """Every session with places, what is free, and what one has."""
    return _places(request, mine)


def _places(request: HttpRequest, mine: Mine, refusal: str = "", code: str = "") -> HttpResponse:
    if mine.ticket is None:
        return HttpResponseRedirect(door_of(mine.convention))
    found = offers_of(mine.convention, at=mine.at, ticket=mine.ticket)
    offers = [offer for offer in found if offer.mine or not offer.is_over]
    told = code or request.GET.get("changed", "")
    shown = told if told in {offer.session.code for offer in offers} else ""
    context = {"offers": offers, "refusal": refusal, "told": told, "shown": shown}
    status = 422 if refusal else 200
    return show(request, mine.convention, "registration/places.html", context, status=status)


@own_page("POST")
def place(request: HttpRequest, mine: Mine, code: str) -> HttpResponse:
    """Take a place, give it back, or change over from what is at the same time."""
    workshop = get_object_or_404(Workshop, convention=mine.convention, session_code=code)
    if mine.ticket is None:
        return HttpResponseRedirect(door_of(mine.convention))
    deed = DEEDS.get(request.POST.get("deed", ""), take_seat)
    try:
        deed(ticket=mine.ticket, workshop=workshop, at=mine.at)
    except RefusedError as refusal:
        return _places(request, mine, str(refusal), code)
    address = reverse("registration:places", args=[mine.convention.slug])
    query = urlencode({"lang": get_language(), "changed": code})
    return HttpResponseRedirect(f"{address}?{query}#{code}")


@staff_page(may_organise, "GET")
def registrations_places(request: HttpRequest, convention: Convention) -> HttpResponse:
    """For which sessions people sign up, and how many have."""
    offers = offers_of(convention, at=timezone.now())
    people = people_in(convention)
    codes = {offer.session.code for offer in offers}
    schedule = published_schedule(convention.slug)
    context = {
        "convention": convention,
        "offers": [(offer, people.get(offer.workshop.pk, [])) for offer in offers],
        "others": [
            session
            for session in (schedule.sessions if schedule else ())
            if session.code not in codes
            and session.kind != SessionKind.BREAK
            and not session.is_cancelled
        ],
    }
    return render(request, "registration/organiser/places.html", context)


@staff_page(may_organise, "POST")
def registrations_place(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """Say how many places a session has, or that nobody needs one any more."""
    now = timezone.now()
    chosen = request.POST.get("session", "") if code == "new" else code
    schedule = published_schedule(convention.slug)
    if schedule is None or chosen not in schedule.session:
        raise Http404
    number = whole_number(request.POST.get("places", "").strip(), most=MOST_PLACES)
    there = Workshop.objects.filter(convention=convention, session_code=chosen).first()
    if there and request.POST.get("deed") == "end":
        end_signing_up(workshop=there, by=signed_in(request), at=now)
        messages.success(request, _("Nobody has to sign up for it any more."))
    elif number is not None:
        set_places(convention=convention, code=chosen, places=number, by=signed_in(request), at=now)
        messages.success(request, _("It holds from now on."))
    else:
        messages.error(request, _("Please give the number of places."))
    return HttpResponseRedirect(
        reverse("registration:registrations_places", args=[convention.slug])
    )
