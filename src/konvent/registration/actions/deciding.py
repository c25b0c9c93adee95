# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisers decide about registrations; people change or cancel their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, records
from konvent.foundation.refusals import RefusedError
from konvent.letters.actions import queue_letter
from konvent.registration.actions.lanes import follow, lane_of
from konvent.registration.actions.places import admit, find_place, has_room, move_up, tell
from konvent.registration.actions.tickets import revoke_ticket
from konvent.registration.models import Registration, RegistrationState
from konvent.registration.models.registrations import LIVE, OVER

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from konvent.registration.models import Group, Ticket

    Actor = AbstractBaseUser | None

SAID = frozenset({"name", "organisation", "answers", "language", "needs_assistance"})
"""What people say about themselves."""
FULL = _("There is no place left. Raise the number of places first.")


@transaction.atomic
def approve_registration(*, registration: Registration, at: datetime, by: Actor) -> None:
    """Say yes: there is a place, or the next one on the waiting list. Twice is once.

    A no can be taken back, and so can a place that was given back.
    """
    present = _held(registration)
    if present.state not in {RegistrationState.APPROVAL, *OVER}:
        return
    _require_alone(present)
    before, present.reason = present.state, ""
    find_place(registration=present, at=at)
    _record(present, "approve", before, by, at)


@transaction.atomic
def decline_registration(
    *, registration: Registration, at: datetime, by: Actor, reason: str = ""
) -> None:
    """Say no, by mail, with a reason if there is one. Twice is once."""
    present = _held(registration)
    if present.state not in LIVE:
        return
    present.reason = reason
    _end(present, RegistrationState.DECLINED, at=at, by=by)
    _say(present, "decline", "declined", by, at)


def decide_many(
    *,
    registrations: Iterable[Registration],
    is_yes: bool,
    at: datetime,
    by: Actor,
    reason: str = "",
) -> int:
    """Say yes, or no, to those who still wait for approval; return how many that were.

    Each is a transaction of its own, so that nobody who registers meanwhile waits for all of them.
    Somebody whom another organiser was faster with stays as they are.
    """
    number = 0
    for registration in registrations:
        number += _decide(registration, is_yes=is_yes, at=at, by=by, reason=reason)
    return number


@transaction.atomic
def _decide(
    registration: Registration, *, is_yes: bool, at: datetime, by: Actor, reason: str
) -> bool:
    present = _held(registration)
    if present.state != RegistrationState.APPROVAL:
        return False
    if is_yes:
        approve_registration(registration=present, at=at, by=by)
    else:
        decline_registration(registration=present, at=at, by=by, reason=reason)
    return True


@transaction.atomic
def admit_waiting(*, registration: Registration, at: datetime, by: Actor) -> None:
    """Give somebody a place before it is their turn; one has to be there."""
    present = _held(registration)
    if present.state != RegistrationState.WAITING:
        return
    if not has_room(convention=present.convention, group=present.group):
        raise RefusedError(FULL)
    admit(registration=present, at=at)
    _record(present, "admit", RegistrationState.WAITING, by, at)


@transaction.atomic
def cancel_registration(*, registration: Registration, at: datetime, by: Actor) -> None:
    """Give the place back, to whoever waits for it. Twice is once."""
    present = _held(registration)
    if present.state not in LIVE:
        return
    _end(present, RegistrationState.CANCELLED, at=at, by=by)
    _say(present, "cancel", "cancelled", by, at)


@transaction.atomic
def send_link_again(*, registration: Registration, at: datetime, by: Actor) -> None:
    """Have the own link mailed once more: the ticket's, or while there is none the registration's.

    Twice in a minute is once.
    """
    present = _held(registration)
    if present.state not in LIVE:
        return
    queue_letter(
        convention=present.convention,
        kind="link",
        email=present.email,
        once=f"{present.pk}/{at:%Y-%m-%dT%H:%M}",
        at=at,
    )
    _write_down(present, "send_link", {}, {}, by, at)


@transaction.atomic
def withdraw_ticket(*, ticket: Ticket, at: datetime, by: Actor) -> None:
    """Let a ticket in no longer; where somebody registered for it, their place is free as well."""
    found = Registration.objects.filter(ticket=ticket, state=RegistrationState.ADMITTED)
    registration = found.select_related("convention").first()
    if registration is None:
        revoke_ticket(ticket=ticket, actor=by, at=at)
    else:
        cancel_registration(registration=registration, at=at, by=by)


def _end(present: Registration, state: RegistrationState, *, at: datetime, by: Actor) -> None:
    ticket = present.ticket
    present.state, present.decided_at, present.waiting_since = state, at, None
    present.ticket = None
    present.save()
    if ticket is not None:
        revoke_ticket(ticket=ticket, actor=by, at=at)
    move_up(convention=present.convention, at=at)


@transaction.atomic
def move_registration(
    *, registration: Registration, group: Group | None, at: datetime, by: Actor
) -> None:
    """Put somebody into another group, which must have a place for who has one now."""
    present = _held(registration)
    before, lane = {"group": str(present.group or "")}, lane_of(present)
    if present.group == group:
        return
    is_admitted = present.state == RegistrationState.ADMITTED
    if is_admitted and group and group.quota is not None:
        taken = Registration.objects.filter(group=group).admitted().count()
        if taken >= group.quota:
            raise RefusedError(FULL, field="group")
    present.group = group
    present.save(update_fields=["group"])
    _write_down(present, "move", before, {"group": str(group or "")}, by, at)
    follow(registration=present, before=lane, at=at)
    move_up(convention=present.convention, at=at)


@transaction.atomic
def change_registration(
    *,
    registration: Registration,
    values: dict[str, Any],
    at: datetime,
    by: Actor = None,
    seen: str = "",
) -> None:
    """Change what somebody said about themselves; the ticket bears the new name.

    Raises ChangedMeanwhileError when it is not what was seen any more.
    """
    present = _held(registration)
    said = {name: value for name, value in values.items() if name in SAID}
    if records.is_so(present, said):
        return
    records.require_unchanged(present, seen)
    lane = lane_of(present)
    for name, value in said.items():
        setattr(present, name, value)
    present.save()
    if present.ticket:
        present.ticket.name, present.ticket.language = present.name, present.language
        present.ticket.save(update_fields=["name", "language"])
    follow(registration=present, before=lane, at=at)
    _write_down(present, "change", {}, {}, by, at)


def _held(registration: Registration) -> Registration:
    """Return it as it is now, while nobody else gives or takes a place."""
    records.locked(registration.convention)
    return records.locked(registration)


def _require_alone(present: Registration) -> None:
    others = Registration.objects.of(present.convention, present.email).live()
    if others.exclude(pk=present.pk).exists():
        raise RefusedError(_("There is another registration with this address by now."))


def _say(present: Registration, verb: str, kind: str, by: Actor, at: datetime) -> None:
    tell(registration=present, kind=kind, at=at)
    _write_down(present, verb, {}, {"state": present.state}, by, at)


def _record(present: Registration, verb: str, before: str, by: Actor, at: datetime) -> None:
    _write_down(present, verb, {"state": before}, {"state": present.state}, by, at)


def _write_down(  # noqa: PLR0913, PLR0917 -- an entry has these facts
    present: Registration,
    verb: str,
    before: dict[str, Any],
    after: dict[str, Any],
    by: Actor,
    at: datetime,
) -> None:
    """Write it down without what people said about themselves."""
    slug = present.convention.slug
    audit.record(
        at=at, actor=by, verb=verb, thing=present, convention=slug, before=before, after=after
    )
