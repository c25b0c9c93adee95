# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody may want to see after this: the same people, the same track, the same words."""

from __future__ import annotations

import re
from collections import Counter
from math import log
from typing import TYPE_CHECKING, NamedTuple

from konvent.site.search import TEXT_LENGTH, folded, plain

if TYPE_CHECKING:
    from collections.abc import Collection

    from konvent.programme.schedule import Schedule, ScheduleSession

MOST = 4
PERSON, TRACK = 3.0, 1.0
ALL_WORDS = 4.0
"""What two texts of the very same words weigh."""
LEAST = 0.5
"""Who shares less than this shares nothing worth a link."""
WORD = re.compile(r"\w{4,}")
REMEMBERED = 4


class Words(NamedTuple):
    """The words of every session of a programme, and how rare each of them is."""

    of_session: dict[str, frozenset[str]]
    rarity: dict[str, float]


_remembered: list[tuple[Schedule, Words]] = []


def related(
    schedule: Schedule, session: ScheduleSession, among: Collection[str]
) -> list[ScheduleSession]:
    """Return the sessions of these codes that have most in common with this one, best first."""
    words = _words(schedule)
    weights = {
        other.code: _weight(session, other, words)
        for other in schedule.sessions
        if other.code in among and other.code != session.code
    }
    best = sorted(weights, key=lambda code: (-weights[code], code))[:MOST]
    return [schedule.session[code] for code in best if weights[code] >= LEAST]


def _weight(one: ScheduleSession, other: ScheduleSession, words: Words) -> float:
    people = {a.person for a in one.speakers} & {a.person for a in other.speakers}
    same_track = bool(one.track) and one.track == other.track
    mine, theirs = words.of_session[one.code], words.of_session[other.code]
    shared = sum(words.rarity[word] for word in mine & theirs)
    all_of_both = sum(words.rarity[word] for word in mine | theirs)
    alike = shared / all_of_both if all_of_both else 0.0
    return PERSON * len(people) + TRACK * same_track + ALL_WORDS * alike


def _words(schedule: Schedule) -> Words:
    """Count a programme's words once; it is the same object as long as nothing is published."""
    for known, words in _remembered:
        if known is schedule:
            return words
    found = _count(schedule)
    _remembered.insert(0, (schedule, found))
    del _remembered[REMEMBERED:]
    return found


def _count(schedule: Schedule) -> Words:
    of_session = {session.code: _words_of(session) for session in schedule.sessions}
    seen_in = Counter(word for words in of_session.values() for word in words)
    rarity = {word: log((1 + len(of_session)) / count) for word, count in seen_in.items()}
    return Words(of_session, rarity)


def _words_of(session: ScheduleSession) -> frozenset[str]:
    titles = [*session.title.values(), *session.subtitle.values()]
    abstracts = [plain(text)[:TEXT_LENGTH] for text in session.abstract.values()]
    return frozenset(WORD.findall(folded(" ".join([*titles, *abstracts]))))
