# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a ticket and a member of staff carry: links and passes made from signed facts."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings

from konvent.registration.tickets import COOKIE, SPEAKER_COOKIE, STAGE_COOKIE, Pass, sign

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpResponse

    from konvent.convention.models import Convention
    from konvent.letters.models import Letter
    from konvent.people.models import User
    from konvent.registration.models import Registration, SpeakerLink, Ticket
    from konvent.registration.tickets import Purpose

STAFF_PASS_LASTS = timedelta(hours=12)
"""A pass of staff cannot be revoked one by one, so it ends with the working day."""

REGISTERED_LASTS = timedelta(days=30)
VISITOR_PASS_LASTS = timedelta(days=30)
LARGEST_NUMBER = 2**62


def ticket_link(ticket: Ticket) -> str:
    """Return the address that lets the holder of the ticket in."""
    slug = ticket.convention.slug
    holder = Pass(slug, "t", ticket.pk, int(ticket.expires_at.timestamp()))
    return f"{settings.PUBLIC_URL}/{slug}/ticket/{sign('ticket', holder)}"


def speaker_link(link: SpeakerLink) -> str:
    """Return the address that leads somebody on stage backstage."""
    slug = link.convention.slug
    holder = Pass(slug, "p", link.pk, int(link.expires_at.timestamp()))
    return f"{settings.PUBLIC_URL}/{slug}/door/speaker/{sign('speaker', holder)}"


def give_backstage_pass(response: HttpResponse, holder: Pass, *, at: datetime) -> None:
    """Have the browser show from now on what the link in the address proved."""
    response.set_cookie(
        SPEAKER_COOKIE,
        sign("backstage", holder),
        path=f"/{holder.convention}/",
        max_age=max(0, holder.expires - int(at.timestamp())),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def say_where_one_belongs(response: HttpResponse, holder: Pass, code: str) -> None:
    """Let pages lead somebody who has a speaker's link alone to their stage, not to a ticket.

    Scripts may read it, and nothing trusts it.
    """
    response.set_cookie(
        STAGE_COOKIE,
        code,
        path=f"/{holder.convention}/",
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def confirm_link(registration: Registration, *, lasts: timedelta) -> str:
    """Return the address at which somebody says that the address of a registration is theirs."""
    return _personal(registration, "confirm", registration.asked_at + lasts)


def registered_link(registration: Registration, *, at: datetime) -> str:
    """Return the address that shows somebody without a ticket the own registration."""
    return _personal(registration, "registered", at + REGISTERED_LASTS)


def address_link(letter: Letter, *, lasts: timedelta) -> str:
    """Return where somebody says that a new address is theirs; the address itself is not in it."""
    slug = letter.of_convention.slug
    holder = Pass(slug, "l", letter.pk, int((letter.queued_at + lasts).timestamp()))
    return f"{settings.PUBLIC_URL}/{slug}/my/address/{sign('address', holder)}/"


def _personal(registration: Registration, purpose: Purpose, ends_at: datetime) -> str:
    slug = registration.convention.slug
    holder = Pass(slug, "r", registration.pk, int(ends_at.timestamp()))
    return f"{settings.PUBLIC_URL}/{slug}/my/{purpose}/{sign(purpose, holder)}/"


def pass_of(registration: Registration, *, at: datetime) -> Pass:
    """Return what somebody who registered carries: the ticket's pass, or one that opens nothing."""
    slug, ticket = registration.convention.slug, registration.ticket
    if ticket is not None:
        return Pass(slug, "t", ticket.pk, int(ticket.expires_at.timestamp()))
    return Pass(slug, "r", registration.pk, int((at + REGISTERED_LASTS).timestamp()))


def give_own_pass(response: HttpResponse, registration: Registration, *, at: datetime) -> None:
    """Have the browser open from now on what somebody who registered may see."""
    holder = pass_of(registration, at=at)
    response.set_cookie(
        COOKIE,
        sign("pass", holder),
        path=f"/{holder.convention}/",
        max_age=max(0, holder.expires - int(at.timestamp())),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def staff_pass(user: User, convention: Convention, *, at: datetime) -> str:
    """Return the pass with which somebody on the staff sees the convention's stages."""
    expires = int((at + STAFF_PASS_LASTS).timestamp())
    return sign("pass", Pass(convention.slug, "s", user.pk, expires))


def visitor_pass(convention: str, *, now: float) -> Pass:
    """Return the pass of somebody without a ticket who takes part: a number drawn by lot."""
    expires = int(now + VISITOR_PASS_LASTS.total_seconds())
    return Pass(convention, "v", secrets.randbelow(LARGEST_NUMBER), expires)
