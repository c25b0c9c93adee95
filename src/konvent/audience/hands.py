# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who wants to speak in a session: counted for everybody, by name for moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.audience.models import Hand
from konvent.audience.queries import floor_of
from konvent.audience.rules import session_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from konvent.foundation.topics import State


def hands_of(convention: str, code: str) -> QuerySet[Hand]:
    """Return the hands of a session in the order of raising; who is called comes first."""
    hands = Hand.objects.filter(floor__convention__slug=convention, floor__session_code=code)
    return hands.order_by("-is_called", "number")


def hands_state(convention: str, code: str) -> State | None:
    """Return the state of ``session/<code>/hands`` and of the moderators' topic: no names.

    Whoever has raised a hand knows its number, and finds their place by it.
    """
    if session_of(convention, code) is None:
        return None
    floor = floor_of(convention, code)
    hands = hands_of(convention, code).values_list("number", "is_called")
    return {
        "is_open": floor is not None and floor.takes_hands,
        "hands": {
            f"{number:06}": "called" if is_called else "up" for number, is_called in sorted(hands)
        },
    }


def own_hand(convention: str, code: str, person: str) -> Hand | None:
    """Return the hand that one person has raised, if it is still up."""
    return hands_of(convention, code).filter(person=person).first() if person else None


def place_of(hand: Hand) -> int:
    """Say how many come to speak up to this hand, itself included."""
    return hand.floor.hands.filter(is_called=False, number__lte=hand.number).count()
