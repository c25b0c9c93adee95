# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.foundation.records import state_of
from konvent.people.access import signed_in
from konvent.people.permissions import may_organise
from konvent.registration.actions import issue_by_hand, limit_house, rename_ticket
from konvent.registration.actions.deciding import withdraw_ticket
from konvent.registration.actions.lanes import change_lane
from konvent.registration.forms.tickets import CapacityForm, IssueForm, LaneForm, TicketNameForm
from konvent.registration.links import ticket_link
from konvent.registration.models import Capacity, Registration, Ticket
from konvent.registration.silence import silent_stages

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.registration.actions.tickets import Issued

ON_A_PAGE = 50
JUST_ISSUED = "ticket_just_issued"


@staff_page(may_organise, "GET")
def tickets(request: HttpRequest, convention: Convention) -> HttpResponse:
    """All tickets by name, address and state; the link of one that was just issued, once."""
    words = request.GET.get("q", "").strip()
    state = request.GET.get("state", "")
    now = timezone.now()
    found = Ticket.objects.filter(convention=convention).order_by("name", "email", "pk")
    if words:
        found = found.filter(Q(name__icontains=words) | Q(email__icontains=words))
    if state == "valid":
        found = found.valid(now)
    elif state == "revoked":
        found = found.revoked()
    context = {
        "convention": convention,
        "page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
        "words": words,
        "state": state,
        "now": now,
        "issued": _just_issued(request, convention),
    }
    return render(request, "registration/organiser/tickets.html", context)


def _just_issued(request: HttpRequest, convention: Convention) -> dict[str, object] | None:
    pk = request.session.pop(JUST_ISSUED, None)
    ticket = Ticket.objects.filter(convention=convention, pk=pk).first() if pk else None
    return {"ticket": ticket, "link": ticket_link(ticket)} if ticket else None


@staff_page(may_organise)
def ticket_issue(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Give somebody a ticket; who has one keeps it."""
    form = IssueForm(request.POST or None, convention=convention)
    page = FormPage(
        title=_("Issue a ticket"),
        back=reverse("registration:tickets", args=[convention.slug]),
        saved="",
        action=_("Issue"),
        more={"convention": convention},
    )

    def save(_state: str) -> None:
        issued = issue_by_hand(
            convention=convention, by=signed_in(request), at=timezone.now(), **form.cleaned_data
        )
        request.session[JUST_ISSUED] = issued.ticket.pk
        messages.success(request, _what_became_of(issued))

    return answer_form(request, form, page, state="", save=save)


def _what_became_of(issued: Issued) -> str:
    """Say that the ticket is new, or what of the one that was there has changed."""
    facts = {"who": issued.ticket, "lane": issued.ticket.get_lane_display()}
    if not issued.was_there:
        return _("The ticket is issued.")
    if issued.was_over:
        said = _("%(who)s had a ticket that was over. It is valid again, with a new link.")
    else:
        said = _("%(who)s has a ticket already, and keeps it: name and language stay as they are.")
    at_the_doors = _("At the doors: %(lane)s.")
    return f"{said} {at_the_doors}" % facts


@staff_page(may_organise)
def ticket_lane(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """Send the holder of a ticket another way when the house is full."""
    valid = Ticket.objects.filter(convention=convention, revoked_at=None)
    ticket = get_object_or_404(valid, pk=pk)
    form = LaneForm(request.POST or None, initial={"lane": ticket.lane})
    page = FormPage(
        title=_("%(who)s at the doors") % {"who": ticket},
        back=_page_of(ticket),
        saved=_("It holds at once; the link stays the same."),
        more={"convention": convention},
    )

    def save(_state: str) -> None:
        lane = form.cleaned_data["lane"]
        change_lane(ticket=ticket, lane=lane, by=signed_in(request), at=timezone.now())

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_organise)
def ticket_name(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """Write the name on a ticket another way; for somebody who registered, on their page."""
    valid = Ticket.objects.filter(convention=convention, revoked_at=None)
    ticket = get_object_or_404(valid, pk=pk)
    if registered := Registration.objects.filter(ticket=ticket).first():
        return redirect("registration:registrations_correct", convention.slug, registered.pk)
    form = TicketNameForm(request.POST or None, instance=ticket, languages=convention.languages)
    page = FormPage(
        title=_("The name on the ticket of %(who)s") % {"who": ticket},
        back=_page_of(ticket),
        saved=_("Saved; the link stays the same."),
        more={"convention": convention},
    )

    def save(seen: str) -> None:
        rename_ticket(
            ticket=ticket,
            name=form.cleaned_data["name"],
            seen=seen,
            by=signed_in(request),
            at=timezone.now(),
        )

    return answer_form(request, form, page, state=state_of(ticket), save=save)


def _page_of(ticket: Ticket) -> str:
    """Return where a ticket is spoken of: on the page of who registered, or in the list."""
    slug = ticket.convention.slug
    found = Registration.objects.filter(ticket=ticket).values_list("pk", flat=True).first()
    if found is None:
        return reverse("registration:tickets", args=[slug])
    return reverse("registration:registrations_one", args=[slug, found])


@staff_page(may_organise)
def ticket_revoke(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """Ask, then let a ticket in no longer."""
    ticket = get_object_or_404(Ticket, convention=convention, pk=pk)
    back = reverse("registration:tickets", args=[convention.slug])
    goes_with = [_("Who is inside with it is shown out of the stages at once.")]
    if Registration.objects.filter(ticket=ticket).exists():
        goes_with += [
            _("The registration is cancelled, and its place is given to whoever waits for it."),
            _("A letter says so to %(address)s.") % {"address": ticket.email},
        ]
    return answer_question(
        request,
        Question(
            title=_("Revoke the ticket of %(who)s?") % {"who": ticket},
            back=back,
            done=back,
            said=_("The ticket of %(who)s lets nobody in any more.") % {"who": ticket},
            action=_("Revoke the ticket"),
            goes_with=goes_with,
            convention=convention,
        ),
        do=lambda: withdraw_ticket(ticket=ticket, by=signed_in(request), at=timezone.now()),
    )


@staff_page(may_organise)
def doors(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Say how many people the stages hold, and see how many are inside and how many wait."""
    there = Capacity.objects.filter(convention=convention).first()
    state = state_of(there) if there else ""
    capacity = there or Capacity(convention=convention)
    form = CapacityForm(request.POST or None, instance=capacity, languages=convention.languages)
    page = FormPage(
        title=_("Doors"),
        back=reverse("registration:doors", args=[convention.slug]),
        saved=_("Saved. It holds from now on; nobody who is inside is sent out."),
        template="registration/organiser/doors.html",
        more={
            "convention": convention,
            "has_other_houses": bool(settings.BUS),
            "silent": silent_stages(convention.slug),
        },
    )
    return answer_form(
        request,
        form,
        page,
        state=state,
        save=lambda seen: limit_house(
            convention=convention,
            values=form.cleaned_data,
            seen=seen,
            actor=signed_in(request),
            at=timezone.now(),
        ),
    )
