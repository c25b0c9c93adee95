# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that is kept about one person, as JSON can say it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from konvent.foundation.holdings import HOLDINGS
from konvent.letters.models import Letter
from konvent.registration.door_codes import spoken

if TYPE_CHECKING:
    from konvent.convention.models import Convention
    from konvent.registration.models import Registration, Ticket


def everything_about(
    convention: Convention, ticket: Ticket | None, registration: Registration | None
) -> dict[str, Any]:
    """Return what this convention keeps about somebody, from every chapter.

    Who registered first and came in later may have left words as either.
    """
    ticket = ticket or (registration.ticket if registration else None)
    keys = [f"t{ticket.pk}"] if ticket else []
    keys += [f"r{registration.pk}"] if registration else []
    email = (ticket and ticket.email) or (registration and registration.email) or ""
    return {
        "convention": convention.slug,
        "ticket": _ticket(ticket) if ticket else None,
        "registration": _registration(registration) if registration else None,
        "agenda": _agenda(ticket) if ticket else [],
        "places": _places(ticket) if ticket else [],
        "letters": _letters(convention, email) if email else [],
        **{
            holding.name: [kept for key in keys for kept in holding.read(convention.slug, key)]
            for holding in HOLDINGS
        },
    }


def _ticket(ticket: Ticket) -> dict[str, Any]:
    return {
        "name": ticket.name,
        "email": ticket.email,
        "language": ticket.language,
        "at_the_queue": ticket.get_lane_display(),
        "door_code": spoken(ticket.door_code),
        "issued_at": ticket.issued_at,
        "expires_at": ticket.expires_at,
        "revoked_at": ticket.revoked_at,
    }


def _registration(registration: Registration) -> dict[str, Any]:
    consents = registration.consents.select_related("text__purpose").order_by("given_at", "pk")
    return {
        "name": registration.name,
        "email": registration.email,
        "organisation": registration.organisation,
        "group": str(registration.group or ""),
        "invitation_code": registration.invitation.code if registration.invitation else "",
        "answers": registration.answers,
        "needs_assistance": registration.needs_assistance,
        "language": registration.language,
        "state": registration.state,
        "reason": registration.reason,
        "registered_at": registration.asked_at,
        "confirmed_at": registration.confirmed_at,
        "waiting_since": registration.waiting_since,
        "decided_at": registration.decided_at,
        "consents": [
            {
                "purpose": str(consent.text.purpose),
                "version": consent.text.number,
                "text": str(consent.text.text),
                "agreed_at": consent.given_at,
                "taken_back_at": consent.withdrawn_at,
            }
            for consent in consents
        ],
    }


def _agenda(ticket: Ticket) -> list[str]:
    return list(ticket.bookmarks.order_by("pk").values_list("session_code", flat=True))


def _places(ticket: Ticket) -> list[dict[str, Any]]:
    seats = ticket.seats.select_related("workshop").order_by("asked_at", "pk")
    return [
        {
            "session": seat.workshop.session_code,
            "is_waiting": seat.is_waiting,
            "asked_at": seat.asked_at,
        }
        for seat in seats
    ]


def _letters(convention: Convention, email: str) -> list[dict[str, Any]]:
    letters = Letter.objects.to(convention, email).order_by("queued_at", "pk")
    return [
        {
            "kind": one.kind,
            "language": one.language,
            "state": one.state,
            "attempts": one.attempts,
            "failure": one.failure,
            "the_mail_server_said": one.reply,
            "asked_for_at": one.queued_at,
            "tried_at": one.tried_at,
            "sent_at": one.sent_at,
        }
        for one in letters
    ]
