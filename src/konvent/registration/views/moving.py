# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody changes their own e-mail address; the new one has to say yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from konvent.foundation.refusals import RefusedError
from konvent.letters.models import Letter
from konvent.registration.actions.moving import ASKED, NOT_GOOD, ask_for_address, confirm_address
from konvent.registration.forms.tickets import NewAddressForm
from konvent.registration.personal import asking_network, see, show, visitor_page
from konvent.registration.tickets import check
from konvent.registration.views.own import own_page

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.registration.views.own import Mine

WRONG = 422


@own_page("GET", "POST")
def address(request: HttpRequest, mine: Mine) -> HttpResponse:
    """Ask where letters shall go; afterwards: please look into that mailbox."""
    form = NewAddressForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_address(
                convention=mine.convention,
                ticket=mine.ticket,
                registration=mine.registration,
                email=form.cleaned_data["email"],
                network=asking_network(request),
                at=mine.at,
            )
        except RefusedError as refusal:
            form.add_error("email", str(refusal))
        else:
            return see(request, sent="1")
    who = mine.registration or mine.ticket
    context = {"form": form, "email": who.email if who else "", "is_sent": "sent" in request.GET}
    status = WRONG if form.errors else 200
    return show(request, mine.convention, "registration/address.html", context, status=status)


@visitor_page("GET", "POST")
def address_confirm(request: HttpRequest, convention: Convention, token: str) -> HttpResponse:
    """Ask for a click, as programs that read mail open links too; then say what came of it."""
    now = timezone.now()
    letter = _named(convention, token, now)
    context: dict[str, Any] = {"letter": letter, "objection": "" if letter else NOT_GOOD}
    if letter and request.method == "POST":
        try:
            context["email"] = confirm_address(letter=letter, at=now)
        except RefusedError as refusal:
            context["objection"] = str(refusal)
    status = WRONG if context["objection"] else 200
    template = "registration/address_confirm.html"
    return show(request, convention, template, context, status=status)


def _named(convention: Convention, token: str, now: datetime) -> Letter | None:
    holder = check("address", token)
    if holder is None or holder.convention != convention.slug or holder.expires <= now.timestamp():
        return None
    found = Letter.objects.select_related("convention")
    return found.filter(convention=convention, kind=ASKED, pk=holder.number).first()
