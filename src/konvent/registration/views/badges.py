# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Name badges to print: one, or those of a whole group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.people.permissions import may_organise
from konvent.registration.arrivals import expected
from konvent.registration.badges import (
    MOST_ON_SHEETS,
    BadgeError,
    can_print_badges,
    print_badge,
    print_sheets,
)
from konvent.registration.models import Group, Ticket

if TYPE_CHECKING:
    from django.http import HttpRequest

    from konvent.convention.models import Convention


@staff_page(may_organise, "GET")
def ticket_badge(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """One badge, such as for somebody whose own was lost."""
    valid = Ticket.objects.valid(timezone.now()).filter(convention=convention)
    ticket = get_object_or_404(valid.select_related("convention", "registration__group"), pk=pk)
    if not can_print_badges():
        return _not_installed(request, convention)
    try:
        made = print_badge(ticket)
    except BadgeError as fault:
        return _back(request, convention, str(fault))
    return _file(made, f"{convention.slug}-badge-{pk}.pdf")


@staff_page(may_organise, "GET")
def checkin_badges(request: HttpRequest, convention: Convention, group: str) -> HttpResponse:
    """The badges of everybody in a group who comes to the place, by name; many are in parts."""
    there = get_object_or_404(Group, convention=convention, slug=group)
    if not can_print_badges():
        return _not_installed(request, convention)
    tickets = expected(convention, at=timezone.now()).filter(registration__group=there)
    tickets = tickets.select_related("convention", "registration__group").order_by("name", "pk")
    part = Paginator(tickets, MOST_ON_SHEETS).get_page(request.GET.get("part"))
    try:
        made = print_sheets(convention, list(part.object_list))
    except BadgeError as fault:
        return _back(request, convention, str(fault))
    return _file(made, f"{convention.slug}-badges-{group}-{part.number}.pdf")


def _file(made: bytes, name: str) -> HttpResponse:
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _not_installed(request: HttpRequest, convention: Convention) -> HttpResponse:
    words = _("Badges cannot be made here: the operator has to add a package, konvent[pdf].")
    return _back(request, convention, words)


def _back(request: HttpRequest, convention: Convention, words: str) -> HttpResponse:
    messages.error(request, words)
    return HttpResponseRedirect(reverse("registration:checkin", args=[convention.slug]))
