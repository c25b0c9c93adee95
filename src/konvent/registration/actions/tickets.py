# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tickets are issued, renewed and revoked; their holders keep sessions in an agenda."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.foundation.lines import one_line
from konvent.foundation.refusals import RefusedError
from konvent.registration.actions.lanes import change_lane
from konvent.registration.actions.workshops import give_seats_back
from konvent.registration.door_codes import draw_code
from konvent.registration.events import HouseLimited, LanesChanged, SpeakersChanged, TicketRevoked
from konvent.registration.models import (
    LONGEST_SPEAKER,
    Bookmark,
    Capacity,
    SpeakerLink,
    Ticket,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from konvent.convention.models import Convention

    Actor = AbstractBaseUser | None

LASTS_AFTER = timedelta(days=365)
"""How long after the last day a ticket still opens what can be seen again."""

SPEAKERS_STAY = timedelta(days=1)
"""How long after the last day a speaker's link still leads backstage."""

SPEAKERS_PER_SESSION = 50

BOOKMARKS_PER_TICKET = 500


@transaction.atomic
def issue_ticket(  # noqa: PLR0913 -- a ticket has these facts
    *,
    convention: Convention,
    email: str,
    name: str = "",
    language: str = "",
    lane: str = "",
    actor: Actor = None,
    at: datetime,
) -> Ticket:
    """Give somebody the right to enter.

    Who has a valid ticket keeps that one; an expired one is valid again, with a new link.
    """
    email = email.strip().lower()
    slug = convention.slug
    expires_at = _end_of(convention, at) + LASTS_AFTER
    records.locked(convention)  # two clicks at once issue one ticket
    there = email and Ticket.objects.filter(convention=convention, email=email, revoked_at=None)
    ticket = there.select_for_update().first() if there else None
    if ticket is None:
        ticket = Ticket.objects.create(
            convention=convention,
            email=email,
            name=name,
            language=language or convention.default_language,
            lane=lane,
            issued_at=at,
            expires_at=expires_at,
            door_code=_free_code(convention),
        )
        audit.record(at=at, actor=actor, verb="issue", thing=ticket, convention=slug)
        if lane:
            announce(LanesChanged(slug))
    elif ticket.expires_at <= at:
        before = audit.facts(ticket)
        ticket.expires_at = expires_at
        ticket.save(update_fields=["expires_at"])
        audit.record(at=at, actor=actor, verb="renew", thing=ticket, convention=slug, before=before)
    return ticket


class Issued(NamedTuple):
    """What became of it when somebody was to have a ticket."""

    ticket: Ticket
    was_there: bool
    """They had one already, which stays as it is."""
    was_over: bool
    """That one had expired."""


@transaction.atomic
def issue_by_hand(  # noqa: PLR0913 -- a ticket has these facts
    *,
    convention: Convention,
    email: str,
    name: str,
    language: str,
    lane: str,
    by: Actor,
    at: datetime,
) -> Issued:
    """Give somebody a ticket. Who has one keeps it, and goes the way that was chosen now."""
    records.locked(convention)
    facts = {"convention": convention, "email": email.strip().lower(), "revoked_at": None}
    there = Ticket.objects.filter(**facts).first()
    ticket = issue_ticket(
        convention=convention,
        email=email,
        name=name,
        language=language,
        lane=lane,
        actor=by,
        at=at,
    )
    if lane:
        change_lane(ticket=ticket, lane=lane, at=at, by=by)
    present = Ticket.objects.get(pk=ticket.pk)
    return Issued(present, there is not None, there is not None and there.expires_at <= at)


@transaction.atomic
def rename_ticket(*, ticket: Ticket, name: str, by: Actor, at: datetime, seen: str = "") -> None:
    """Write the name on a ticket another way; its link stays the same. The log has no names.

    Raises ChangedMeanwhileError when it is not what was seen any more.
    """
    present = records.locked(ticket)
    if present.name == name:
        return
    records.require_unchanged(present, seen)
    present.name = name
    present.save(update_fields=["name"])
    slug = present.convention.slug
    audit.record(
        at=at, actor=by, verb="change", thing=present, convention=slug, before={}, after={}
    )


def _free_code(convention: Convention) -> str:
    """Return a door code that no other ticket has."""
    while Ticket.objects.filter(convention=convention, door_code=(code := draw_code())).exists():
        pass
    return code


def _end_of(convention: Convention, at: datetime) -> datetime:
    last = convention.days.order_by("-date").first()
    return max(last.ends_at, at) if last else at


@transaction.atomic
def revoke_ticket(*, ticket: Ticket, actor: Actor, at: datetime) -> None:
    """Let the ticket, and every pass made from it, in no longer. Twice is once."""
    present = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if present.revoked_at is not None:
        return
    before = audit.facts(present)
    present.revoked_at = at
    present.save(update_fields=["revoked_at"])
    slug = present.convention.slug
    audit.record(at=at, actor=actor, verb="revoke", thing=present, convention=slug, before=before)
    give_seats_back(ticket=present, at=at)
    announce(TicketRevoked(slug, present.pk))


@transaction.atomic
def limit_house(
    *, convention: Convention, values: dict[str, Any], actor: Actor, at: datetime, seen: str = ""
) -> None:
    """Say how many people the stages hold, and how fast they come in."""
    records.locked(convention)
    capacity, _is_new = Capacity.objects.get_or_create(convention=convention)
    slug = convention.slug
    records.change(capacity, values, convention=slug, actor=actor, at=at, seen=seen)
    announce(HouseLimited(slug))


@transaction.atomic
def make_speaker_link(
    *, convention: Convention, code: str, name: str, actor: Actor, at: datetime
) -> SpeakerLink:
    """Make a way backstage of one session; an earlier one for the same name opens nothing more."""
    name = one_line(name)
    if not name:
        raise RefusedError(_("Please say for whom the link is."), field="name")
    if len(name) > LONGEST_SPEAKER:
        most = _("A name has at most %(most)s characters.") % {"most": LONGEST_SPEAKER}
        raise RefusedError(most, field="name")
    records.locked(convention)
    links = convention.speaker_links.valid().filter(session_code=code)
    for earlier in links.filter(name=name):
        _close(earlier, actor=actor, at=at)
    if links.count() >= SPEAKERS_PER_SESSION:
        raise RefusedError(_("This session has many links already. Please revoke some first."))
    link: SpeakerLink = convention.speaker_links.create(
        session_code=code,
        name=name,
        made_at=at,
        expires_at=_end_of(convention, at) + SPEAKERS_STAY,
    )
    audit.record(at=at, actor=actor, verb="issue", thing=link, convention=convention.slug)
    announce(SpeakersChanged(convention.slug))
    return link


@transaction.atomic
def revoke_speaker_link(*, link: SpeakerLink, actor: Actor, at: datetime) -> None:
    """Let the link, and every pass made from it, backstage no longer. Twice is once."""
    present = SpeakerLink.objects.select_for_update().get(pk=link.pk)
    if present.revoked_at is None:
        _close(present, actor=actor, at=at)
        announce(SpeakersChanged(present.convention.slug))


@transaction.atomic
def forget_speaker_links(*, at: datetime) -> None:
    """Forget for whom links were that have ended; the log keeps that there were some."""
    for link in SpeakerLink.objects.filter(expires_at__lt=at):
        audit.forget(link)
        link.delete()


def _close(link: SpeakerLink, *, actor: Actor, at: datetime) -> None:
    before = audit.facts(link)
    link.revoked_at = at
    link.save(update_fields=["revoked_at"])
    slug = link.convention.slug
    audit.record(at=at, actor=actor, verb="revoke", thing=link, convention=slug, before=before)


def keep_bookmark(*, ticket: Ticket, codes: Iterable[str]) -> None:
    """Put sessions into the agenda of a ticket's holder; what is there stays there once.

    What people want to see is theirs: it is not written into the log of changes.
    """
    wanted = set(codes)
    there = set(ticket.bookmarks.values_list("session_code", flat=True))
    if len(there | wanted) > BOOKMARKS_PER_TICKET:
        raise RefusedError(_("An agenda holds no more than 500 sessions."))
    Bookmark.objects.bulk_create(
        (Bookmark(ticket=ticket, session_code=code) for code in sorted(wanted - there)),
        ignore_conflicts=True,
    )


@transaction.atomic
def drop_bookmark(*, ticket: Ticket, codes: Iterable[str]) -> None:
    """Take sessions out of the agenda of a ticket's holder."""
    ticket.bookmarks.filter(session_code__in=set(codes)).delete()
