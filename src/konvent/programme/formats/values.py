# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Single values as feeds write them: texts, moments, durations, addresses, identifiers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any, TypeAlias
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit
from uuid import NAMESPACE_URL, UUID, uuid5

OURS = uuid5(NAMESPACE_URL, "https://konvent.example/feeds")
"""Namespace of the identifiers Konvent gives to what has none; never to be changed."""

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that look alike, and without the vowels that make words."""

CODE = re.compile(r"[A-Z0-9]+")
SLUG = re.compile(r"[a-z0-9_-]*[a-z0-9]")
UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ISO_DURATION = re.compile(
    r"P(?:(?P<weeks>\d+)W)?(?:(?P<days>\d+)D)?"
    r"(?:T(?:(?P<hours>\d+)H)?(?:(?P<minutes>\d+)M)?(?:(?P<seconds>\d+)(?:\.\d+)?S)?)?"
)
HOST = re.compile(r"[a-z0-9_-]+(?:\.[a-z0-9_-]+)*")
HOST_FIRST = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+/")
LONE_PERCENT = re.compile(r"%(?![0-9a-fA-F]{2})")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss"})
LONGEST = timedelta(days=31)
DAY_HOURS = 24

Taken: TypeAlias = Callable[[str], bool]


def clean(text: object) -> str:
    """Return a text of several lines without control characters and foreign line ends."""
    lines = str(text).replace("\r\n", "\n").replace("\r", "\n")
    return UNREADABLE.sub("", lines).strip()


def clean_line(text: object) -> str:
    """Return a text of one line."""
    return " ".join(clean(text).split())


def read_moment(text: str) -> datetime | None:
    """Read ISO 8601; without an offset the moment stays naive."""
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def read_time(text: str) -> time | None:
    """Read HH:MM or HH:MM:SS."""
    try:
        return time.fromisoformat(text.strip().zfill(5))
    except ValueError:
        return None


def read_duration(text: str) -> timedelta | None:
    """Read HH:MM, D:HH:MM, HH:MM:SS or ISO 8601; None when it is none of these or endless.

    Three numbers are days, hours and minutes, unless the first has two digits or the second is no
    hour: then the third are seconds.
    """
    text = text.strip()
    found = ISO_DURATION.fullmatch(text)
    if found and found.lastindex:
        duration = _spanning(**{name: int(part or 0) for name, part in found.groupdict().items()})
    else:
        duration = _spanning_clock(text)
    return duration if duration is not None and duration <= LONGEST else None


def _spanning_clock(text: str) -> timedelta | None:
    parts = text.split(":")
    if len(parts) not in {2, 3} or not all(part.isdecimal() and len(part) < 5 for part in parts):  # noqa: PLR2004 -- HH:MM or with days
        return None
    numbers = [int(part) for part in parts]
    if len(numbers) == 2:  # noqa: PLR2004 -- HH:MM
        return timedelta(hours=numbers[0], minutes=numbers[1])
    first, second, third = numbers
    if len(parts[0]) == 2 or second >= DAY_HOURS:  # noqa: PLR2004 -- digits
        return timedelta(hours=first, minutes=second, seconds=third)
    return timedelta(days=first, hours=second, minutes=third)


def _spanning(**parts: int) -> timedelta | None:
    try:
        return timedelta(**parts)
    except OverflowError:
        return None


def web_address(text: str, base: str = "") -> str:
    """Return an absolute http(s) or mail address, relative ones taken from ``base``; "" if none."""
    text = clean(text)
    if text.startswith("www.") or (not base and HOST_FIRST.match(text)):
        text = f"https://{text}"
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        host = _host(parts)
    except ValueError:
        return ""
    if parts.scheme == "mailto":
        return f"mailto:{_quoted(parts.path)}" if "@" in parts.path else ""
    if parts.scheme not in {"http", "https"} or not host:
        return ""
    rest = (_quoted(parts.path), _quoted(parts.query), _quoted(parts.fragment))
    return urlunsplit((parts.scheme, host, *rest))


def _host(parts: SplitResult) -> str:
    """Return the host with its port in plain letters; raise ValueError when it is none."""
    name = parts.hostname or ""
    name = name if HOST.fullmatch(name) else name.encode("idna").decode()
    if not HOST.fullmatch(name):
        return ""
    return f"{name}:{parts.port}" if parts.port else name


def _quoted(part: str) -> str:
    """Return a part of an address with everything escaped that no address may have."""
    return LONE_PERCENT.sub("%25", quote(part, safe="/?:@!$&'()*+,;=~%"))


def read_guid(text: object) -> UUID | None:
    try:
        return UUID(str(text).strip())
    except ValueError:
        return None


def derived_guid(*parts: object) -> UUID:
    """Return the same identifier for the same facts, always."""
    return uuid5(OURS, "\n".join(map(str, parts)))


def derived_code(guid: UUID, is_taken: Taken = lambda _code: False) -> str:
    """Return six letters for this thing: the same ones, unless somebody else has them."""
    for attempt in range(1000):
        number = int.from_bytes(sha256(guid.bytes + bytes([attempt % 256])).digest(), "big")
        code = "".join(LETTERS[(number >> 5 * place) % 32] for place in range(6))
        if not is_taken(code):
            return code
    raise ValueError(guid)


def derived_number(guid: UUID) -> int:
    """Return a number above zero for feeds whose readers expect one."""
    return guid.int % (2**31 - 1) + 1


def slugify(text: str, longest: int = 80) -> str:
    """Return a short name for addresses: small letters, digits and hyphens; may be empty."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(UMLAUTS))
    letters = plain.encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", letters)[:longest].strip("-")


def untaken(wanted: str, taken: Iterable[str], longest: int = 80) -> str:
    """Return the wanted name, or the first of name-2, name-3 … that is free."""
    names = set(taken)
    name, number = wanted, 1
    while name in names:
        number += 1
        ending = f"-{number}"
        name = wanted[: longest - len(ending)] + ending
    return name


def is_text(value: Any) -> bool:  # noqa: ANN401 -- anything a feed says
    return isinstance(value, str) and bool(value.strip())
