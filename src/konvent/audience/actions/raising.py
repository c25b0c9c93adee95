# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Ask to speak: raise a hand, and lower it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.announcing import unless_read_only
from konvent.audience.actions.floors import locked_floor
from konvent.audience.actions.in_turn import each_in_turn
from konvent.audience.events import HandsChanged
from konvent.audience.models import Hand
from konvent.audience.models.hands import MOST_HANDS
from konvent.audience.models.questions import LONGEST_NAME
from konvent.audience.persons import person_of
from konvent.foundation.events import announce
from konvent.foundation.lines import one_line
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from konvent.audience.models import Floor
    from konvent.audience.wishes import LowerHand, RaiseHand
    from konvent.foundation.intents import Intent, Outcome


class CannotRaiseHandError(RefusedError):
    """This hand is not raised; the message says why."""


@unless_read_only
def raise_hands(*, intents: Sequence[Intent[RaiseHand]], at: datetime) -> list[Outcome]:
    """Ask to speak; whose hand is up already keeps their place."""
    return each_in_turn(_raise, intents, at)


@unless_read_only
def lower_hands(*, intents: Sequence[Intent[LowerHand]], at: datetime) -> list[Outcome]:
    """Ask to speak no longer; whose hand is down already has done so."""
    return each_in_turn(_lower, intents, at)


def _raise(intent: Intent[RaiseHand], at: datetime) -> Outcome:
    wish, person = intent.wish, person_of(intent.convention, intent.by.key)
    floor = locked_floor(convention=intent.convention, code=wish.session)
    there = floor.hands.filter(person=person).first()
    if there is not None:
        return {"number": there.number}
    name = one_line(wish.name)
    _require_room(floor)
    _require_name(name)
    floor.last_hand += 1
    floor.save(update_fields=["last_hand"])
    number = floor.last_hand
    Hand.objects.create(floor=floor, number=number, person=person, name=name, raised_at=at)
    announce(HandsChanged(intent.convention, wish.session))
    return {"number": number}


def _lower(intent: Intent[LowerHand], at: datetime) -> Outcome:  # noqa: ARG001 -- as all intents
    wish, person = intent.wish, person_of(intent.convention, intent.by.key)
    floor = locked_floor(convention=intent.convention, code=wish.session)
    lowered, _kinds = floor.hands.filter(person=person).delete()
    if lowered:
        announce(HandsChanged(intent.convention, wish.session))
    return {"number": 0}


def _require_room(floor: Floor) -> None:
    if not floor.takes_hands:
        raise CannotRaiseHandError(_("Hands are not raised here at the moment."), code="closed")
    if floor.hands.count() >= MOST_HANDS:
        raise CannotRaiseHandError(
            _("So many hands are up that no more can be heard. Please try again later."),
            code="enough",
        )


def _require_name(name: str) -> None:
    if not name:
        raise CannotRaiseHandError(_("Please say by what name you are called."), field="name")
    if len(name) > LONGEST_NAME:
        too_long = _("A name has at most {most} characters.")
        raise CannotRaiseHandError(format_lazy(too_long, most=LONGEST_NAME), field="name")
