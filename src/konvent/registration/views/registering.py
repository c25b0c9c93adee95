# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Register, and say that the address is one's own: pages for anybody, never kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from konvent.foundation.refusals import RefusedError
from konvent.registration.actions import registering as actions
from konvent.registration.actions.places import has_room, without_room
from konvent.registration.actions.registering import confirm_registration
from konvent.registration.forms.registering import RegistrationForm
from konvent.registration.links import give_own_pass
from konvent.registration.models import Registration
from konvent.registration.personal import asking_network, see, show, visitor_page
from konvent.registration.queries import rules_of, takes_registrations
from konvent.registration.tickets import check

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from konvent.convention.models import Convention
    from konvent.registration.tickets import Purpose

WRONG = 422


@visitor_page("GET", "POST")
def register(request: HttpRequest, convention: Convention) -> HttpResponse:
    """The form, or when it opens; afterwards: please look into your mail."""
    now = timezone.now()
    rules = rules_of(convention)
    if rules is None or not rules.is_open(now) or "sent" in request.GET:
        context: dict[str, Any] = {"rules": rules, "is_sent": bool(rules) and "sent" in request.GET}
        context["is_too_early"] = bool(rules and rules.is_on and rules.is_too_early(now))
        return show(request, convention, "registration/register_closed.html", context)
    form = RegistrationForm(request.POST or None, rules=rules)
    if request.method == "POST" and form.is_valid():
        try:
            actions.register(
                convention=convention,
                typed=form.typed,
                network=asking_network(request),
                at=now,
            )
        except RefusedError as refused:
            form.refuse(refused)
        else:
            return see(request, sent="1")
    groups = [group for group in form.groups if not group.needs_code]
    full = without_room(convention=convention, groups=groups)
    context = {
        "form": form,
        "rules": rules,
        "groups": groups,
        "full": [group.slug for group in full],
        "is_full": not groups and not has_room(convention=convention, group=None),
    }
    status = WRONG if form.errors else 200
    return show(request, convention, "registration/register.html", context, status=status)


@visitor_page("GET", "POST")
def confirm(request: HttpRequest, convention: Convention, token: str) -> HttpResponse:
    """Ask for a click, as programs that read mail open links too; then show what came of it."""
    now = timezone.now()
    registration = _named("confirm", convention, token, now)
    objection = "" if registration else _("This link is not complete, or too old.")
    if registration and request.method == "POST":
        try:
            present = confirm_registration(registration=registration, at=now)
        except RefusedError as refused:
            objection = str(refused)
        else:
            return _own_page(convention, present, now)
    context = {
        "registration": registration,
        "objection": objection,
        "may_register": takes_registrations(convention, at=now),
    }
    status = WRONG if objection else 200
    return show(request, convention, "registration/confirm.html", context, status=status)


@visitor_page("GET")
def registered(request: HttpRequest, convention: Convention, token: str) -> HttpResponse:
    """Turn the link in a letter into the pass that shows the own registration."""
    now = timezone.now()
    registration = _named("registered", convention, token, now)
    if registration is None:
        context = {"objection": _("This link is not complete, or too old.")}
        return show(request, convention, "registration/confirm.html", context, status=WRONG)
    return _own_page(convention, registration, now)


def _named(
    purpose: Purpose, convention: Convention, token: str, now: datetime
) -> Registration | None:
    holder = check(purpose, token)
    if holder is None or holder.convention != convention.slug or holder.expires <= now.timestamp():
        return None
    found = Registration.objects.select_related("convention", "ticket", "group", "invitation")
    return found.filter(convention=convention, pk=holder.number).first()


def _own_page(
    convention: Convention, registration: Registration, now: datetime
) -> HttpResponseRedirect:
    """Lead to the own page, with the pass that opens it."""
    address = reverse("registration:ticket", args=[convention.slug])
    response = HttpResponseRedirect(f"{address}?lang={get_language()}")
    give_own_pass(response, registration, at=now)
    response["Referrer-Policy"] = "no-referrer"
    return response
