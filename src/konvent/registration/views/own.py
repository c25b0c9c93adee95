# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What belongs to one person: see it, change it, take it along, delete it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import get_language

from konvent.foundation.holdings import HOLDINGS
from konvent.foundation.refusals import RefusedError
from konvent.programme.queries import published_schedule
from konvent.registration.actions.deciding import change_registration
from konvent.registration.actions.leaving import forget_person
from konvent.registration.actions.registering import renew_consents
from konvent.registration.admission import PLACE_COOKIE
from konvent.registration.arrivals import comes_to_the_place
from konvent.registration.door_codes import printed_code, spoken
from konvent.registration.enclosures import picture_of
from konvent.registration.forms.registering import ASSISTANCE, CONSENT, FIELD, PersonForm
from konvent.registration.holders import registration_of, stage_of, ticket_of
from konvent.registration.links import give_own_pass
from konvent.registration.models import RegistrationState, Workshop
from konvent.registration.own_data import everything_about
from konvent.registration.personal import door_of, show, visitor_page
from konvent.registration.queries import (
    answers_of,
    asked_purposes,
    place_in_line,
    present_consents,
    rules_of,
)
from konvent.registration.tickets import COOKIE, STAGE_COOKIE

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.foundation.texts import Text
    from konvent.programme.schedule import Schedule
    from konvent.registration.models import Registration, Ticket

WRONG = 422


@dataclass(frozen=True, slots=True)
class Mine:
    """Who the visitor is here: a ticket, a registration, or both."""

    convention: Convention
    ticket: Ticket | None
    registration: Registration | None
    at: datetime


def own_page(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let in who has a ticket or has registered, to what is theirs; show others the door."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @visitor_page(*methods)
        @wraps(view)
        def answer(
            request: HttpRequest,
            convention: Convention,
            **parameters: Any,  # noqa: ANN401 -- what the address says
        ) -> HttpResponse:
            now = timezone.now()
            ticket = ticket_of(request, convention, at=now)
            registration = registration_of(request, convention, at=now)
            if ticket is None and registration is None:
                return HttpResponseRedirect(stage_of(request, convention) or door_of(convention))
            response = view(request, Mine(convention, ticket, registration, now), **parameters)
            if STAGE_COOKIE in request.COOKIES:
                response.delete_cookie(STAGE_COOKIE, path=f"/{convention.slug}/", samesite="Lax")
            return response

        return answer

    return decorate


@own_page("GET")
def ticket(request: HttpRequest, mine: Mine) -> HttpResponse:
    """How somebody comes in, what they said and agreed to, and the way out.

    Who waited and was admitted meanwhile finds the ticket here, as the link in their letter would
    bring it: their browser opens the stages from now on.
    """
    issued = _issued_meanwhile(mine)
    mine = replace(mine, ticket=mine.ticket or issued)
    context: dict[str, Any] = {"ticket": mine.ticket, "registration": mine.registration}
    context["is_changed"] = "changed" in request.GET
    if mine.ticket and mine.ticket.door_code and comes_to_the_place(mine.ticket):
        context["door_code"] = spoken(mine.ticket.door_code)
        context["door_picture"] = picture_of(printed_code(mine.ticket))
    context["has_workshops"] = Workshop.objects.filter(convention=mine.convention).exists()
    if mine.registration:
        context |= _about(mine.convention, mine.registration)
    response = show(request, mine.convention, "registration/ticket.html", context)
    if issued and mine.registration:
        give_own_pass(response, mine.registration, at=mine.at)
    return response


def _issued_meanwhile(mine: Mine) -> Ticket | None:
    """Return the ticket of somebody whose browser knows their registration only."""
    issued = mine.registration.ticket if mine.registration else None
    if mine.ticket or issued is None or issued.revoked_at or issued.expires_at <= mine.at:
        return None
    return issued


def _about(convention: Convention, registration: Registration) -> dict[str, Any]:
    agreed = present_consents(registration)
    waits = registration.state == RegistrationState.WAITING
    return {
        "place": place_in_line(registration) if waits else 0,
        "answers": answers_of(registration),
        "purposes": [
            {"text": text, "consent": given, "is_agreed": bool(given and given.text_id == text.pk)}
            for text in asked_purposes(convention)
            for given in (agreed.get(text.purpose_id),)
        ],
    }


@own_page("GET", "POST")
def change(request: HttpRequest, mine: Mine) -> HttpResponse:
    """Change what one said about oneself."""
    registration = mine.registration
    if registration is None or not registration.is_live:
        return _home(mine)
    rules = rules_of(mine.convention)
    known = {FIELD + slug: answer for slug, answer in registration.answers.items()}
    known |= {"name": registration.name, "organisation": registration.organisation}
    known[ASSISTANCE] = registration.needs_assistance
    form = PersonForm(request.POST or None, rules=rules, initial=known)
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = {
            name: form.cleaned_data[name]
            for name in ("name", "organisation", ASSISTANCE)
            if name in form.fields
        }
        values["answers"] = form.answers_beside(registration.answers)
        try:
            change_registration(registration=registration, values=values, at=mine.at)
        except RefusedError as refusal:
            form.refuse(refusal)
        else:
            return _home(mine, changed="1")
    status = WRONG if form.errors else 200
    return show(request, mine.convention, "registration/change.html", {"form": form}, status=status)


@own_page("POST")
def consents(request: HttpRequest, mine: Mine) -> HttpResponse:
    """Agree, or take back what one had agreed to."""
    if mine.registration:
        asked = tuple(asked_purposes(mine.convention))
        wanted = tuple(text for text in asked if CONSENT + text.purpose.slug in request.POST)
        renew_consents(registration=mine.registration, asked=asked, wanted=wanted, at=mine.at)
    return _home(mine, changed="1")


@own_page("GET")
def data(request: HttpRequest, mine: Mine) -> HttpResponse:
    """Everything that is kept, to be read."""
    kept = everything_about(mine.convention, mine.ticket, mine.registration)
    schedule = published_schedule(mine.convention.slug)
    context = {
        "kept": kept,
        "holdings": [(holding, kept[holding.name]) for holding in HOLDINGS],
        "agenda": [_titled(schedule, code) for code in kept["agenda"]],
        "letters": kept["letters"],
        "places": [(_titled(schedule, one["session"]), one) for one in kept["places"]],
        "ticket": mine.ticket,
        "registration": mine.registration,
    }
    if mine.registration:
        context |= _about(mine.convention, mine.registration)
        context["consents"] = kept["registration"]["consents"]
    return show(request, mine.convention, "registration/data.html", context)


def _titled(schedule: Schedule | None, code: str) -> Text | str:
    """Return the title of a session, or its code where the programme has it no more."""
    session = schedule.session.get(code) if schedule else None
    return session.title if session else code


@own_page("GET")
def data_file(_request: HttpRequest, mine: Mine) -> HttpResponse:
    """Everything that is kept, for another program."""
    kept = everything_about(mine.convention, mine.ticket, mine.registration)
    response = JsonResponse(kept, json_dumps_params={"ensure_ascii": False, "indent": 2})
    name = f"konvent-{mine.convention.slug}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@own_page("GET", "POST")
def leave(request: HttpRequest, mine: Mine) -> HttpResponse:
    """Say what goes and what stays; then delete it all."""
    if request.method == "POST" and "sure" in request.POST:
        forget_person(
            convention=mine.convention,
            ticket=mine.ticket,
            registration=mine.registration,
            at=mine.at,
        )
        response = show(request, mine.convention, "registration/left.html", {})
        for cookie in (COOKIE, PLACE_COOKIE):
            response.delete_cookie(cookie, path=f"/{mine.convention.slug}/", samesite="Lax")
        return response
    kept = everything_about(mine.convention, mine.ticket, mine.registration)
    context = {
        "ticket": mine.ticket,
        "holdings": [(holding, len(kept[holding.name])) for holding in HOLDINGS],
        "is_unsure": request.method == "POST",
        "counts": {name: len(kept[name]) for name in ("agenda", "places", "letters")},
    }
    return show(request, mine.convention, "registration/leave.html", context)


def _home(mine: Mine, **more: str) -> HttpResponseRedirect:
    address = reverse("registration:ticket", args=[mine.convention.slug])
    return HttpResponseRedirect(f"{address}?{urlencode({'lang': get_language(), **more})}")
