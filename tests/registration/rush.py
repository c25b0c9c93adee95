# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Many want the same places in the same instant, each in a thread with a connection of its own."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection
from tests.factories import NOW, at, make_room, make_session, make_world, publish
from tests.registration.worlds import ask, join, make_group, make_registration

from konvent.foundation.refusals import RefusedError
from konvent.registration.actions import issue_ticket
from konvent.registration.actions.deciding import (
    admit_waiting,
    approve_registration,
    cancel_registration,
    decline_registration,
    move_registration,
)
from konvent.registration.actions.places import has_room
from konvent.registration.actions.registering import confirm_registration
from konvent.registration.actions.workshops import (
    change_over,
    give_seat_back,
    set_places,
    take_seat,
)
from konvent.registration.models import Invitation, Registration, Seat, Ticket

AT_ONCE = 6
PLACES = 3


def at_once(*deeds):
    """Do all of it in the same instant; return what came of each."""
    start = Barrier(len(deeds))

    def one(deed):
        start.wait(10)
        try:
            return deed()
        except RefusedError:
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(one, deeds))


def counted(outcomes):
    return dict(Counter(map(str, outcomes)))


def confirm_all(convention, **facts):
    """Let six confirm at once; return how often each outcome was, and how many have tickets."""
    asked = [ask(convention, f"{number}@example.org", **facts) for number in range(AT_ONCE)]
    deeds = [
        lambda one=one: str(confirm_registration(registration=one, at=NOW).state) for one in asked
    ]
    outcomes = counted(at_once(*deeds))
    return {**outcomes, "tickets": Ticket.objects.filter(convention=convention).count()}


def places_of_all():
    return confirm_all(make_registration("all-2026", capacity=PLACES))


def places_of_a_group():
    convention = make_registration("group-2026")
    return confirm_all(convention, group=make_group(convention, "press", quota=PLACES))


def uses_of_a_code():
    convention = make_registration("code-2026")
    guests = make_group(convention, "guests", needs_code=True)
    Invitation.objects.create(convention=convention, group=guests, code="GUESTS", uses=PLACES)
    return confirm_all(convention, code="GUESTS")


def everything_that_gives_and_takes():
    """Some go, others are approved, moved, admitted and confirm: no place twice, and none empty."""
    convention = make_registration("all-of-it-2026", capacity=PLACES)
    press = make_group(convention, "press", quota=2)
    public = make_group(convention, "public")
    checked = make_group(convention, "checked", needs_approval=True)
    came = (press, press, public, public, press, checked, checked)
    inside, _second, third, waits, too, hopes, last = (
        join(convention, f"{number}@example.org", group=group) for number, group in enumerate(came)
    )
    asked = ask(convention, "late@example.org", group=public)
    by = {"at": NOW, "by": None}

    at_once(
        lambda: cancel_registration(registration=inside, **by),
        lambda: decline_registration(registration=third, **by),
        lambda: approve_registration(registration=hopes, **by),
        lambda: approve_registration(registration=last, **by),
        lambda: move_registration(registration=waits, group=press, **by),
        lambda: admit_waiting(registration=too, **by),
        lambda: confirm_registration(registration=asked, at=NOW),
    )

    people = Registration.objects.filter(convention=convention)
    valid = Ticket.objects.valid(NOW).filter(convention=convention)
    kept_from = [p.pk for p in people.waiting() if has_room(convention=convention, group=p.group)]
    return {
        "admitted": people.admitted().count(),
        "too many of the press": people.admitted().filter(group=press).count() > press.quota,
        "tickets": valid.count(),
        "kept from whoever waits": kept_from,
    }


def workshops(slug):
    """Two that overlap, with places for three each."""
    convention = make_world(slug)
    room = make_room(convention, "lab")
    second = make_session(convention, "Workshop", room=room, starts_at=at(10, 15))
    publish(convention)
    first = convention.sessions.get(title__en="Opening")
    return [
        set_places(convention=convention, code=code, places=PLACES, by=None, at=at(8))
        for code in (first.code, second.code)
    ]


def people(workshop, number):
    return [
        issue_ticket(convention=workshop.convention, email=f"{one}@example.org", at=at(8))
        for one in range(number)
    ]


def seats_of_a_workshop():
    """Six sign up, each with two clicks; then two go, and two of those who wait come in."""
    workshop, _other = workshops("seats-2026")
    tickets = [ticket for ticket in people(workshop, AT_ONCE) for _click in range(2)]
    facts = {"workshop": workshop, "at": at(8)}
    at_once(*(lambda one=one: take_seat(ticket=one, **facts) for one in tickets))
    before = counted(list(workshop.seats.values_list("is_waiting", flat=True)))

    gone = [seat.ticket for seat in workshop.seats.taken().select_related("ticket")[:2]]
    at_once(*(lambda one=one: give_seat_back(ticket=one, **facts) for one in gone))
    return before, counted(list(workshop.seats.values_list("is_waiting", flat=True)))


def seats_that_are_changed():
    """Three here and three there change over, all at once: everybody has one place, as before."""
    here, there = workshops("change-2026")
    tickets = people(here, AT_ONCE)
    for number, ticket in enumerate(tickets):
        take_seat(ticket=ticket, workshop=(here, there)[number % 2], at=at(8))

    at_once(
        *(
            lambda number=number, one=one: change_over(
                ticket=one, workshop=(there, here)[number % 2], at=at(8)
            )
            for number, one in enumerate(tickets)
        )
    )

    seats = Seat.objects.filter(workshop__in=[here, there])
    return {
        "people": seats.values("ticket").distinct().count(),
        "seats": seats.count(),
        "too many": max(one.seats.taken().count() for one in (here, there)) > PLACES,
        "waits beside a free place": any(
            one.seats.waiting().exists() and one.seats.taken().count() < PLACES
            for one in (here, there)
        ),
    }


RUSHES = {
    places_of_all: {"admitted": PLACES, "waiting": AT_ONCE - PLACES, "tickets": PLACES},
    places_of_a_group: {"admitted": PLACES, "waiting": AT_ONCE - PLACES, "tickets": PLACES},
    uses_of_a_code: {"admitted": PLACES, "refused": AT_ONCE - PLACES, "tickets": PLACES},
    everything_that_gives_and_takes: {
        "admitted": PLACES,
        "too many of the press": False,
        "tickets": PLACES,
        "kept from whoever waits": [],
    },
    seats_of_a_workshop: (
        {"False": PLACES, "True": AT_ONCE - PLACES},
        {"False": PLACES, "True": AT_ONCE - PLACES - 2},
    ),
    seats_that_are_changed: {
        "people": AT_ONCE,
        "seats": AT_ONCE,
        "too many": False,
        "waits beside a free place": False,
    },
}
"""What many do at once, and what comes of it whoever is first."""


def outcomes():
    return {rush.__name__: rush() for rush in RUSHES}


EXPECTED = {rush.__name__: expected for rush, expected in RUSHES.items()}
