# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The check-in: the days there are, and a door that works on when its line is gone."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.numbers import whole_number
from konvent.foundation.wishes import Body, NotUnderstoodError
from konvent.people.access import signed_in
from konvent.people.permissions import may_check_in, may_organise
from konvent.registration.actions.checking_in import (
    MOST_SCANS,
    Answer,
    Outcome,
    Told,
    take_scans,
)
from konvent.registration.arrivals import (
    arrival_as_json,
    changes_for_doors,
    expected,
    figures_of_day,
    find_people,
    has_check_in,
    hours_of,
    is_of_day,
    list_for_doors,
    present_arrivals,
    veiled,
)
from konvent.registration.badges import MOST_ON_SHEETS, can_print_badges
from konvent.registration.door_codes import holder_of
from konvent.registration.models import Group, Scan, Ticket
from konvent.registration.models.checking_in import LONGEST_DOOR
from konvent.registration.tables import write_arrivals

if TYPE_CHECKING:
    from django.http import HttpRequest

    from konvent.convention.models import Convention, Day

NOT_UNDERSTOOD = 400
LONGEST_WORDS = 200
LONGEST_FACTS = 120
LAST_MOMENT = 4_102_444_800_000
"""The year 2100, in milliseconds."""
OVERLAP = timedelta(seconds=10)
"""What was written down while a door was told is told again."""


@staff_page(may_check_in, "GET")
def checkin(request: HttpRequest, convention: Convention) -> HttpResponse:
    """The convention's days with who has arrived; the one of today first of all."""
    now = timezone.now()
    days = convention.days.select_related("convention").order_by("date")
    lines = [_line(day, now) for day in days]
    context = {
        "convention": convention,
        "lines": lines,
        "today": next((line for line in lines if line["is_today"]), None),
        "has_check_in": has_check_in(convention),
        "may_organise": may_organise(request.user, convention),
        "can_print": can_print_badges(),
        "badges": _badges(convention, now) if may_organise(request.user, convention) else [],
    }
    return render(request, "registration/organiser/checkin.html", context)


def _badges(convention: Convention, now: datetime) -> list[dict[str, Any]]:
    """Return the groups that come to the place, each with the files its badges take."""
    groups = Group.objects.filter(convention=convention, is_on_site=True)
    awaited = expected(convention, at=now).order_by()
    sizes = dict(awaited.values_list("registration__group").annotate(Count("pk")))
    return [
        {
            "group": group,
            "size": sizes[group.pk],
            "parts": range(1, ceil(sizes[group.pk] / MOST_ON_SHEETS) + 1),
        }
        for group in groups.order_by("position", "pk")
        if group.pk in sizes
    ]


def _line(day: Day, now: datetime) -> dict[str, Any]:
    figures = figures_of_day(day, at=now)
    return {
        "day": day,
        "is_today": is_of_day(day, now),
        "arrived": sum(one["arrived"] for one in figures),
        "expected": sum(one["expected"] for one in figures),
    }


@staff_page(may_check_in)
def checkin_day(request: HttpRequest, convention: Convention, day: date) -> HttpResponse:
    """A door on one day; without scripts, people are found and checked in by hand."""
    there, now = _day(convention, day), timezone.now()
    if request.method == "POST" and "ticket" in request.POST:
        _by_hand(request, there, now)
        return HttpResponseRedirect(request.path)
    words = request.POST.get("words", "")[:LONGEST_WORDS]
    figures = _line(there, now)
    begins, ends = hours_of(there)
    context = {
        **figures,
        "now": str(_milliseconds(now)),
        "begins": str(_milliseconds(begins)),
        "ends": str(_milliseconds(ends)),
        "convention": convention,
        "words": words,
        "people": _people(there, find_people(convention, words, at=now)) if words else [],
        "longest_door": LONGEST_DOOR,
    }
    return render(request, "registration/organiser/checkin_day.html", context)


def _day(convention: Convention, day: date) -> Day:
    found = convention.days.select_related("convention").filter(date=day).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody that a helper looked for."""

    ticket: Ticket
    arrival: Scan | None

    @property
    def group(self) -> str:
        registration = getattr(self.ticket, "registration", None)
        return str(registration.group or "") if registration else ""

    @property
    def organisation(self) -> str:
        registration = getattr(self.ticket, "registration", None)
        return registration.organisation if registration else ""

    @property
    def address(self) -> str:
        return veiled(self.ticket.email)

    def as_json(self, at: datetime) -> dict[str, Any]:
        """Return what a door shows of them."""
        is_over = self.ticket.revoked_at is not None or self.ticket.expires_at <= at
        return {
            "ticket": self.ticket.pk,
            "name": self.ticket.name,
            "group": self.group,
            "organisation": self.organisation,
            "address": self.address,
            "revoked": is_over,
            "in": arrival_as_json(self.arrival) if self.arrival else None,
        }


def _people(day: Day, tickets: list[Ticket]) -> list[Found]:
    came = present_arrivals(day, tickets)
    return [Found(ticket, came.get(ticket.pk)) for ticket in tickets]


def _by_hand(request: HttpRequest, day: Day, now: datetime) -> None:
    ticket = whole_number(request.POST["ticket"])
    if ticket is None:
        raise Http404
    is_undo = request.POST.get("deed") == "out"
    scan = Told(key=uuid4(), ticket=ticket, at=now, is_undo=is_undo)
    (answer,) = take_scans(day=day, told=[scan], by=signed_in(request), at=now)
    say = messages.success if answer.outcome is Outcome.IN or is_undo else messages.error
    say(request, sentence(answer))


def sentence(answer: Answer) -> str:
    """Say what became of a scan."""
    if answer.outcome is Outcome.ALREADY and answer.arrival:
        time = date_format(localtime(answer.arrival.at), "TIME_FORMAT")
        if answer.arrival.door:
            facts = {"time": time, "door": answer.arrival.door}
            return _("Already checked in, at %(time)s at door “%(door)s”.") % facts
        return _("Already checked in, at %(time)s.") % {"time": time}
    return {
        Outcome.IN: _("Checked in."),
        Outcome.OUT: _("The check-in is taken back."),
        Outcome.REVOKED: _("This ticket is not valid any more."),
        Outcome.OTHER_DAY: _("This page is for another day. Nobody was checked in."),
    }.get(answer.outcome, _("There is no such ticket here."))


@staff_page(may_check_in, "GET")
def checkin_list(request: HttpRequest, convention: Convention, day: date) -> JsonResponse:
    """What a door needs beforehand; with ``since``, what others did meanwhile."""
    there, now = _day(convention, day), timezone.now()
    since = whole_number(request.GET.get("since", ""), most=LAST_MOMENT)
    told = (
        list_for_doors(there, at=now)
        if since is None
        else changes_for_doors(there, since=_moment(since) - OVERLAP)
    )
    return JsonResponse({"now": _milliseconds(now), **told})


@staff_page(may_check_in, "POST")
def checkin_find(request: HttpRequest, convention: Convention, day: date) -> JsonResponse:
    """Whom a helper looks for: by words, by a code, or by the digest of a link that was scanned.

    All of it is sent in the body, so that no log has it.
    """
    there, now = _day(convention, day), timezone.now()
    if facts := request.POST.get("facts", "")[:LONGEST_FACTS]:
        found = _shown(convention, facts, request.POST.get("digest", ""))
    else:
        found = find_people(convention, request.POST.get("words", "")[:LONGEST_WORDS], at=now)
    return JsonResponse({"people": [one.as_json(now) for one in _people(there, found)]})


def _shown(convention: Convention, facts: str, seen: str) -> list[Ticket]:
    """Return whose link was scanned, if it is one of ours."""
    holder = holder_of(facts, seen)
    if holder is None or not holder.is_ticket or holder.convention != convention.slug:
        return []
    tickets = Ticket.objects.filter(convention=convention, pk=holder.number)
    return list(tickets.select_related("registration__group"))


@staff_page(may_check_in, "POST")
def checkin_scans(request: HttpRequest, convention: Convention, day: date) -> JsonResponse:
    """What a door did since it was last heard of."""
    there, now = _day(convention, day), timezone.now()
    try:
        told = _told(request.POST.get("scans", ""))
    except NotUnderstoodError as fault:
        return JsonResponse({"fault": str(fault)}, status=NOT_UNDERSTOOD)
    answers = take_scans(day=there, told=told, by=signed_in(request), at=now)
    return JsonResponse(
        {
            "now": _milliseconds(now),
            "answers": {
                str(answer.key): {
                    "outcome": answer.outcome,
                    "in": arrival_as_json(answer.arrival) if answer.arrival else None,
                }
                for answer in answers
            },
        }
    )


def _told(text: str) -> list[Told]:
    try:
        scans = json.loads(text)
    except (ValueError, RecursionError):
        raise NotUnderstoodError("JSON") from None
    if not isinstance(scans, list) or len(scans) > MOST_SCANS:
        raise NotUnderstoodError("scans")
    return [_one(Body(scan)) for scan in scans if isinstance(scan, dict)]


def _one(scan: Body) -> Told:
    try:
        key = UUID(scan.key("key"))
    except ValueError:
        raise NotUnderstoodError("key") from None
    return Told(
        key=key,
        ticket=scan.number("ticket"),
        at=_moment(scan.number("at", most=LAST_MOMENT)),
        door=scan.text("door", longest=LONGEST_DOOR),
        is_undo=scan.flag("undo"),
    )


def _moment(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


@staff_page(may_organise, "GET")
def checkin_table(_request: HttpRequest, convention: Convention, day: date) -> HttpResponse:
    """Who arrived on a day, as a file for organisers."""
    there = _day(convention, day)
    arrivals = Scan.objects.on(convention, there.date).arrivals()
    arrivals = arrivals.select_related("ticket__registration__group").order_by("at", "pk")
    response = HttpResponse(write_arrivals(arrivals), content_type="text/csv; charset=utf-8")
    name = f"{convention.slug}-arrivals-{there.date:%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
