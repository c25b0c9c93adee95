# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The door for those who come in by their organisation's directory instead of a link."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from allauth.core import ratelimit
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from konvent.people.participants import (
    CONFIRMED,
    DirectoryAwayError,
    address_to_ask,
    confirmed_addresses,
    goes_too_often,
    ways_for_participants,
)
from konvent.registration.links import registered_link, ticket_link
from konvent.registration.models import Registration, Ticket
from konvent.registration.personal import door_of, show, visitor_page
from konvent.registration.queries import takes_registrations

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from konvent.convention.models import Convention

FORBIDDEN, UNAVAILABLE = 403, 503

logger = logging.getLogger(__name__)


@visitor_page("GET", "POST")
def directory_ask(request: HttpRequest, convention: Convention, way: str) -> HttpResponse:
    """Lead to the directory, by a page of ours; who only follows a link sees the door first."""
    name = ways_for_participants().get(way)
    if name is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseRedirect(door_of(convention))
    if goes_too_often(request, "there"):
        too_often: HttpResponse = ratelimit.respond_429(request)
        return too_often
    language = get_language()
    door = reverse("registration:door", args=[convention.slug])
    then = reverse("registration:directory_arrive", args=[convention.slug])
    context = {"directory": name}
    try:
        there = address_to_ask(
            request,
            way,
            then=f"{then}?lang={language}",
            door=f"{door}?lang={language}",
        )
    except DirectoryAwayError as error:
        logger.warning("The directory cannot be asked: %s", error or "many ask at once")
        template = "registration/directory_away.html"
        return show(request, convention, template, context, status=UNAVAILABLE)
    return show(
        request, convention, "registration/directory_ahead.html", {**context, "address": there}
    )


@visitor_page("GET")
def directory_arrive(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Let in who has a ticket at an address that the directory has just confirmed."""
    addresses = confirmed_addresses(request)
    if addresses is None or not ways_for_participants():
        return HttpResponseRedirect(door_of(convention))
    now = timezone.now()
    link = _own_link(convention, addresses, now)
    if link:
        here = urlsplit(link)
        response: HttpResponse = HttpResponseRedirect(here.path)
    else:
        context = {
            "address": addresses[0] if addresses else "",
            "takes_registrations": takes_registrations(convention, at=now),
        }
        template = "registration/directory_unknown.html"
        response = show(request, convention, template, context, status=FORBIDDEN)
    response.delete_cookie(CONFIRMED, path=request.path, samesite="Lax")
    response["Referrer-Policy"] = "no-referrer"
    return response


def _own_link(convention: Convention, addresses: list[str], now: datetime) -> str:
    """Return the ticket's link, else the one to the own registration; nothing for strangers."""
    tickets = Ticket.objects.valid(now).select_related("convention")
    ticket = tickets.filter(convention=convention, email__in=addresses).order_by("pk").first()
    if ticket is not None:
        return ticket_link(ticket)
    waiting = Registration.objects.filter(convention=convention, email__in=addresses).live()
    registration = waiting.select_related("convention").order_by("pk").first()
    return registered_link(registration, at=now) if registration else ""
