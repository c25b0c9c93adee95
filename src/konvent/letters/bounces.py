# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Reads what mail servers report about letters that they could not deliver (RFC 3464).

Anybody can write to the address where reports arrive. So a report counts only when it names one of
our letters by the mark that only its recipient and the mail servers have seen, and its recipient.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from itertools import islice
from typing import TYPE_CHECKING

from konvent.letters.models import Letter
from konvent.letters.outcomes import GONE, NOT_TAKEN, Outcome, Verdict, is_about_the_address

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 1_000_000
"""How much of a report is read; whoever sends more has its end ignored."""
MOST_PARTS = 50
"""Parts of a report, letters it names, and recipients it speaks of."""
MARK = re.compile(r"konvent\.(\d{1,18})\.\d{1,12}\.[0-9a-f]{20}")
AROUND_ADDRESSES = re.compile(r"[\s<>;]+")


@dataclass(frozen=True, slots=True)
class Returned:
    """A letter that came back, and why."""

    letter: Letter
    outcome: Outcome
    is_final: bool


def read_report(report: bytes) -> list[Returned]:
    """Return which of our letters a report says are not delivered; of anything else, none."""
    try:
        message = message_from_bytes(report[:LARGEST])
        marks = _marks(message)
        blocks = list(islice(_recipients(message), MOST_PARTS))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return []  # what the mail parser itself cannot bear
    letters = [letter for letter in _letters(marks) if not marks.isdisjoint(letter.marks)]
    about = [(block, _addresses(block)) for block in blocks]
    return [
        _returned(letter, said)
        for letter in letters
        if (said := [block for block, addresses in about if letter.recipient in addresses])
    ]


def _marks(message: Message) -> set[str]:
    """Return every mark of a letter in places where mail servers put it."""
    found = set()
    for part in _parts(message):
        for name in ("Message-ID", "In-Reply-To", "References", "Original-Envelope-Id"):
            found |= {mark[0] for mark in MARK.finditer(str(part.get(name, "")))}
        if part.get_content_type() == "text/rfc822-headers":
            found |= {mark[0] for mark in MARK.finditer(str(part.get_payload()))}
    return found


def _recipients(message: Message) -> Iterator[Message]:
    """Yield what is said about each recipient to whom a letter was not delivered."""
    for part in _parts(message):
        if part.get_content_type() != "message/delivery-status":
            continue
        blocks = part.get_payload()
        for block in blocks if isinstance(blocks, list) else []:
            if isinstance(block, Message) and _word(block, "Action").lower() == "failed":
                yield block


def _parts(message: Message) -> list[Message]:
    return [part for part, _number in zip(message.walk(), range(MOST_PARTS), strict=False)]


def _letters(marks: set[str]) -> list[Letter]:
    numbers = {int(found[1]) for mark in marks if (found := MARK.fullmatch(mark))}
    known = Letter.objects.select_related("convention")
    return list(known.filter(pk__in=sorted(numbers)[:MOST_PARTS]).order_by("pk"))


def _addresses(block: Message) -> set[str]:
    """Return whom a block is about: where it went in the end, and where we sent it."""
    said = f"{_word(block, 'Final-Recipient')} {_word(block, 'Original-Recipient')}"
    return set(AROUND_ADDRESSES.split(said.lower()))


def _returned(letter: Letter, said: list[Message]) -> Returned:
    """Return what came of one letter; where a report says it several times, its last word."""
    status, why = _word(said[-1], "Status"), _word(said[-1], "Diagnostic-Code").partition(";")[2]
    is_final = is_about_the_address(status)
    words = [word for word in f"{status} {why}".split() if "@" not in word]
    outcome = Outcome(Verdict.NEVER, GONE if is_final else NOT_TAKEN, " ".join(words)[:300])
    return Returned(letter, outcome, is_final)


def _word(block: Message, name: str) -> str:
    """Return what a line says, without the signs that no database keeps and nobody can read."""
    said = " ".join(str(block.get(name, "")).split())
    return "".join(sign for sign in said if sign.isprintable())
