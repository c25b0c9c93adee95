# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.foundation.records import state_of
from konvent.people.access import signed_in
from konvent.people.permissions import may_organise
from konvent.registration.actions import issue_ticket, limit_house
from konvent.registration.actions.deciding import withdraw_ticket
from konvent.registration.forms.tickets import CapacityForm, IssueForm
from konvent.registration.links import ticket_link
from konvent.registration.models import Capacity, Ticket

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention

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
        saved=_("The ticket is issued."),
        action=_("Issue"),
        more={"convention": convention},
    )

    def save(_state: str) -> None:
        ticket = issue_ticket(
            convention=convention, actor=signed_in(request), at=timezone.now(), **form.cleaned_data
        )
        request.session[JUST_ISSUED] = ticket.pk

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_organise)
def ticket_revoke(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """Ask, then let a ticket in no longer."""
    ticket = get_object_or_404(Ticket, convention=convention, pk=pk)
    back = reverse("registration:tickets", args=[convention.slug])
    return answer_question(
        request,
        Question(
            title=_("Revoke the ticket of %(who)s?") % {"who": ticket},
            back=back,
            done=back,
            said=_("The ticket of %(who)s lets nobody in any more.") % {"who": ticket},
            action=_("Revoke the ticket"),
            goes_with=[_("Who is inside with it is shown out of the stages at once.")],
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
        more={"convention": convention, "has_other_houses": bool(settings.BUS)},
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
