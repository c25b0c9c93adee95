# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an answer to each kind of poll is, and what it counts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from konvent.audience.models import PollKind
from konvent.audience.models.polls import LONGEST_OPEN, LONGEST_WORD
from konvent.audience.polls import in_place
from konvent.audience.word_list import first_found
from konvent.foundation.lines import one_line
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from konvent.audience.models import Poll
    from konvent.audience.wishes import AnswerPoll

Chosen: TypeAlias = "int | str"
"""The place of an option, or the key of words."""
BETWEEN_WORDS = re.compile(r"[,;\n]+")


class NotAnAnswerError(RefusedError):
    """This poll cannot be answered like that; the message says how."""


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as it is kept, and how its words were written."""

    choices: list[Any]
    texts: dict[str, str] = field(default_factory=dict)


def understand(poll: Poll, wish: AnswerPoll, *, unwanted: str) -> Answered:
    """Return what somebody answers, in none of the unwanted words. Raises NotAnAnswerError."""
    if poll.is_written:
        return _written(poll, wish.text, unwanted)
    choices = list(dict.fromkeys(wish.choices))
    if not choices:
        raise NotAnAnswerError(_("Please choose an answer."), field="choices")
    if not {option.place for option in in_place(poll)}.issuperset(choices):
        raise NotAnAnswerError(_("This answer is not one of those to choose from."))
    most = most_choices(poll)
    if len(choices) > most:
        many = format_lazy(_("At most {most} answers, please."), most=most)
        raise NotAnAnswerError(many, field="choices")
    return Answered(choices if poll.kind == PollKind.RANKING else sorted(choices))


def most_choices(poll: Poll) -> int:
    """Return how many options one person may choose."""
    if poll.kind == PollKind.RANKING:
        return len(in_place(poll))
    return poll.most if poll.kind == PollKind.MULTIPLE else 1


def points_of(poll: Poll, choices: Sequence[Chosen]) -> Counter[Chosen]:
    """Return what an answer adds to the poll's sums.

    In a ranking of n options the first gets n points, the next n - 1, and so on; options that were
    left out get none.
    """
    if poll.kind == PollKind.RANKING:
        most = len(in_place(poll))
        return Counter({choice: most - place for place, choice in enumerate(choices)})
    return Counter(choices)


def _written(poll: Poll, text: str, unwanted: str) -> Answered:
    is_cloud = poll.kind == PollKind.WORDS
    parts = BETWEEN_WORDS.split(text) if is_cloud else [text]
    words = [one_line(part) for part in parts]
    texts: dict[str, str] = {}
    for word in filter(None, words):
        texts.setdefault(_key(word), word)
    longest = LONGEST_WORD if is_cloud else LONGEST_OPEN
    _require_words(poll, texts, longest)
    if found := first_found(unwanted, *texts):
        elsewise = _("Please say it in other words: “{found}” is not written here.")
        raise NotAnAnswerError(format_lazy(elsewise, found=found), field="text")
    return Answered(list(texts), texts)


def _key(word: str) -> str:
    """Return what the same words have in common, in capitals or not."""
    return unicodedata.normalize("NFKC", word).casefold()


def _require_words(poll: Poll, texts: dict[str, str], longest: int) -> None:
    if not texts:
        raise NotAnAnswerError(_("Please write an answer."), field="text")
    if poll.kind == PollKind.WORDS and len(texts) > poll.most:
        many = format_lazy(_("At most {most} answers, please."), most=poll.most)
        raise NotAnAnswerError(many, field="text")
    if max(len(text) for pair in texts.items() for text in pair) > longest:
        long = format_lazy(_("An answer has at most {most} characters here."), most=longest)
        raise NotAnAnswerError(long, field="text")
