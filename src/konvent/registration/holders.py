# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Whose pass a request carries, and who takes part with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.foundation.access import Access
from konvent.registration.gate import Verdict, pass_in, read_gate
from konvent.registration.models import Registration, RegistrationState, Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from konvent.convention.models import Convention
    from konvent.foundation.intents import Participant
    from konvent.registration.gate import Gate


def gate_for(request: HttpRequest) -> Gate:
    """Return the gate as it is while this request is answered; it is read once."""
    gate: Gate | None = getattr(request, "gate", None)
    if gate is None:
        gate = request.gate = read_gate()  # type: ignore[attr-defined]  # kept for who asks next
    return gate


def ticket_of(request: HttpRequest, convention: Convention, *, at: datetime) -> Ticket | None:
    """Return the valid ticket that the visitor came in with, if any."""
    holder = pass_in(request.headers.get("cookie", ""))
    if holder is None or not holder.is_ticket or holder.convention != convention.slug:
        return None
    if holder.expires <= at.timestamp():
        return None
    return Ticket.objects.valid(at).filter(convention=convention, pk=holder.number).first()


def registration_of(
    request: HttpRequest, convention: Convention, *, at: datetime
) -> Registration | None:
    """Return the visitor's own registration: by their ticket, or by the link in a letter."""
    holder = pass_in(request.headers.get("cookie", ""))
    if holder is None or holder.convention != convention.slug or holder.expires <= at.timestamp():
        return None
    found = Registration.objects.filter(convention=convention)
    found = found.exclude(state=RegistrationState.UNCONFIRMED)
    found = found.select_related("convention", "group", "invitation", "ticket")
    if holder.is_ticket:
        return found.filter(ticket=holder.number, ticket__revoked_at=None).first()
    return found.filter(pk=holder.number).first() if holder.is_registered else None


def stage_of(request: HttpRequest, convention: Convention) -> str:
    """Return where somebody belongs who came in with a speaker's link alone; "" for all others."""
    holder = pass_in(request.headers.get("cookie", ""))
    if holder is None or not holder.is_speaker or holder.convention != convention.slug:
        return ""
    entrance = gate_for(request).entrances.get(convention.slug)
    code = entrance.speakers.get(holder.number, "") if entrance else ""
    return code and f"/{convention.slug}/my/speaker/{code}/"


def participant_in(
    request: HttpRequest, convention: Convention, *, at: datetime
) -> Participant | None:
    """Return who takes part with this request's pass; the live lane decides it alike.

    None is somebody who has none: a ticket lets them in, or where everybody may take part, the
    front's door ``/<convention>/my/pass``.
    """
    holder = pass_in(request.headers.get("cookie", ""))
    if holder is None:
        return None
    gate = gate_for(request)
    verdict = gate.admits(Access.STAGE, convention.slug, holder, now=at.timestamp())
    if verdict is not Verdict.WELCOME:
        return None
    return gate.participant(holder, convention.slug, now=at.timestamp())
