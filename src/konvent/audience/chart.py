# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How a poll stands, as bars beside numbers, or as words in the size of their weight."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from konvent.audience.models import PollKind
from konvent.audience.polls import WORDS_SHOWN, in_place, words_of
from konvent.foundation.texts import Text

if TYPE_CHECKING:
    from konvent.audience.models import Poll, PollWord

SIZES = 5


@dataclass(frozen=True, slots=True)
class Bar:
    """One answer and its part of all."""

    text: Text
    count: int
    percent: int
    """Of those who answered; in a ranking, of the points there could be."""
    is_first: bool


@dataclass(frozen=True, slots=True)
class Weight:
    """Words, and how large they are in the cloud: 1 to 5."""

    word: PollWord
    size: int


@dataclass(frozen=True, slots=True)
class Chart:
    """All answers of a poll."""

    poll: Poll
    bars: list[Bar]
    words: list[Weight]
    mean: float | None = None
    """Of a scale."""

    @classmethod
    def of(cls, poll: Poll, *, is_desk: bool = False) -> Chart:
        """Draw a poll; moderators also see what is hidden."""
        if poll.is_written:
            words = words_of(poll) if is_desk else words_of(poll).filter(is_hidden=False)
            return cls(poll, [], _weights(list(words[:WORDS_SHOWN])))
        return cls(poll, _bars(poll), [], _mean(poll))


def _bars(poll: Poll) -> list[Bar]:
    options = in_place(poll)
    is_ranking = poll.kind == PollKind.RANKING
    whole = poll.answers * (len(options) if is_ranking else 1)
    most = max((option.count for option in options), default=0)
    bars = [
        Bar(
            text=option.text or Text({"": str(option.place)}),
            count=option.count,
            percent=round(100 * option.count / whole) if whole else 0,
            is_first=0 < option.count == most,
        )
        for option in options
    ]
    return sorted(bars, key=lambda bar: -bar.count) if is_ranking else bars


def _mean(poll: Poll) -> float | None:
    if poll.kind != PollKind.SCALE or not poll.answers:
        return None
    return sum(option.place * option.count for option in in_place(poll)) / poll.answers


def _weights(words: list[PollWord]) -> list[Weight]:
    most = max((word.count for word in words), default=1)
    return [Weight(word, 1 + (SIZES - 1) * word.count // most if most > 1 else 2) for word in words]
