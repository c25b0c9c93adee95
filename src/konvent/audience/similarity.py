# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How alike two questions are, by the letters of the words that carry their meaning.

Words are folded (case, umlauts, accents), small words that every question has are left out, and
each is cut into overlapping groups of three letters, so that "Glasfaser" meets "Glasfaserausbau"
and "schools" meets "school". Rare groups count more than frequent ones.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

ALIKE = 0.33
"""From here on two questions ask the same, often enough to be worth a look."""
MOST = 3
WORD = re.compile(r"[^\W_]+")
UMLAUTS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss"})
GROUP = 3

GERMAN = """
    aber alle als also am an auch auf aus bei beim bis da damit dann das dass dem den denn der des
    die dies diese diesem diesen dieser dieses doch dort du durch ein eine einem einen einer eines
    er es etwas fur gegen gibt habe haben hat hatte hier ich ihr ihre ihrem ihren ihrer im in ist
    ja kann kein keine konnen konnte konnten man mehr mein mich mir mit nach nicht noch nun nur ob
    oder ohne schon sehr sein seine sich sie sind so soll sollen sollte sollten uber um und uns
    unser unsere unter vom von vor wann war warum was weil welche welchem welchen welcher welches
    wenn wer werden wie wieso will wir wird wo wohin woher wurde wurden zu zum zur
"""
ENGLISH = """
    a about all an and any are as at be been but by can could did do does for from had has have
    how i if in into is it its many me more most much my no not of on or our please should so some
    than that the their them there these they this those to us was we were what when where which
    who why will with would you your
"""
SMALL_WORDS = frozenset(WORD.findall(GERMAN + ENGLISH))


@dataclass(frozen=True, slots=True)
class Similar:
    """A question that may ask the same."""

    number: int
    text: str
    supports: int
    likeness: float


@lru_cache(maxsize=8192)
def groups_of(text: str) -> frozenset[str]:
    """Return the groups of letters a text consists of."""
    words = [word for word in _words(text) if word not in SMALL_WORDS]
    return frozenset(
        f" {word} "[start : start + GROUP]
        for word in words or _words(text)
        for start in range(max(1, len(word) + 2 - GROUP + 1))
    )


def similar_to(
    text: str, questions: Iterable[tuple[int, str, int]], *, most: int = MOST
) -> list[Similar]:
    """Return the questions (number, text, support) that ask nearly the same, the nearest first."""
    wanted = groups_of(text)
    known = [(question, groups_of(question[1])) for question in questions]
    weights = _weights(wanted, [groups for _, groups in known])
    found = [
        Similar(*question, likeness)
        for question, groups in known
        if (likeness := _likeness(wanted, groups, weights)) >= ALIKE
    ]
    return sorted(found, key=lambda one: (-one.likeness, -one.supports, one.number))[:most]


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.casefold().translate(UMLAUTS))
    return WORD.findall("".join(letter for letter in folded if not unicodedata.combining(letter)))


def _weights(wanted: frozenset[str], known: list[frozenset[str]]) -> dict[str, float]:
    """Say how much each group counts: what every question has says little."""
    frequency = Counter(group for groups in known for group in groups & wanted)
    return {group: math.log(2 + len(known) / (1 + frequency[group])) for group in wanted}


def _likeness(wanted: frozenset[str], groups: frozenset[str], weights: dict[str, float]) -> float:
    """Return twice what both share, over all there is (Dice), from 0 to 1."""
    both = groups & wanted
    if not both:
        return 0.0
    shared = sum(weights[group] for group in both)
    whole = sum(weights.values())
    alone = (len(groups) - len(both)) * whole / len(wanted)
    return 2 * shared / (whole + shared + alone)
