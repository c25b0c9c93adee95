# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What moderators do with raised hands: take them, call somebody, and lower them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.floors import locked_floor
from konvent.audience.events import HandsChanged
from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.audience.models import Hand
    from konvent.convention.models import Convention
    from konvent.people.models import User


class CannotCallError(RefusedError):
    """Nobody is called or lowered; the message says why."""


@transaction.atomic
def take_hands(
    *, convention: Convention, code: str, is_on: bool, at: datetime, by: User | None
) -> None:
    """Say whether people can raise a hand in a session; if they cannot, all hands go down."""
    floor = locked_floor(convention=convention.slug, code=code)
    values = {"takes_hands": is_on}
    records.change(floor, values, convention=convention.slug, actor=by, at=at)
    if not is_on:
        floor.hands.all().delete()
    announce(HandsChanged(convention.slug, code))


@transaction.atomic
def call_hand(
    *, convention: Convention, code: str, number: int, at: datetime, by: User | None
) -> None:
    """Give somebody the floor; one at a time."""
    hand = _up(convention, code, number)
    if hand.is_called:
        return
    before = hand.floor.hands.filter(is_called=True).first()
    if before is not None:
        taken = _("{name} is called already. Please mark that as done first.")
        raise CannotCallError(format_lazy(taken, name=before.name), code="taken")
    hand.is_called = True
    hand.save(update_fields=["is_called"])
    _tell(hand, "call hand", at, by)


@transaction.atomic
def finish_hand(
    *, convention: Convention, code: str, number: int, at: datetime, by: User | None
) -> None:
    """Say that somebody has spoken."""
    _put_down(_up(convention, code, number), "finish hand", at, by)


@transaction.atomic
def lower_hand(
    *, convention: Convention, code: str, number: int, at: datetime, by: User | None
) -> None:
    """Take somebody out of the line who has not spoken."""
    _put_down(_up(convention, code, number), "lower hand", at, by)


def _up(convention: Convention, code: str, number: int) -> Hand:
    floor = locked_floor(convention=convention.slug, code=code)
    hand = floor.hands.select_related("floor__convention").filter(number=number).first()
    if hand is None:
        raise CannotCallError(_("This hand is no longer up."), code="gone")
    return hand


def _put_down(hand: Hand, verb: str, at: datetime, by: User | None) -> None:
    _tell(hand, verb, at, by)
    hand.delete()


def _tell(hand: Hand, verb: str, at: datetime, by: User | None) -> None:
    slug = hand.floor.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=hand, convention=slug, after={})
    announce(HandsChanged(slug, hand.floor.session_code))
