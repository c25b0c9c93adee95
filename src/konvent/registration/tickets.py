# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Ticket links and passes: signed, checked in microseconds, without the database.

A *ticket token* is in the link a participant gets by mail. At the door it becomes a *pass*, the
cookie that every lane accepts. A *speaker's link* becomes a *backstage pass* in a cookie of its
own: whoever opens it keeps their ticket. All are ``<payload>.<HMAC-SHA-256>`` (RFC 2104) over the
same facts with keys of their own, so that one can never be used as another.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, lru_cache
from typing import Literal

from django.conf import settings

Purpose = Literal[
    "ticket", "pass", "place", "speaker", "backstage", "confirm", "registered", "address"
]
COOKIE = "konvent_pass"
SPEAKER_COOKIE = "konvent_speaker"
STAGE_COOKIE = "konvent_on_stage"
"""Which session somebody belongs to who has a speaker's link and nothing else; a hint, no pass."""
SAID = re.compile(r"([^~]+)~([a-z])~(\d{1,19})~(-?\d{1,19})(?:~([ac]))?", re.ASCII)
"""Convention, kind, number, end; older tokens name a lane as a fifth, which nobody goes by."""
TOKENS_REMEMBERED = 20_000
"""A viewer shows the same pass every few seconds, with each piece of a picture."""
LONGEST = 160
"""Characters of a token; nothing longer is ours, nor worth remembering."""


class Lane(StrEnum):
    """Where somebody goes when there is a queue at the doors."""

    USUAL = ""
    ASSISTED = "a"
    """A queue of its own, before the usual one."""
    CREW = "c"
    """Speakers and those who help: they never wait."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Who is let in: a ticket of a convention (``kind`` "t") or a member of its staff ("s").

    Or somebody on stage in one session ("p"), or a visitor ("v") of whom nothing is known but that
    they are the same as before; or somebody who has registered and has no ticket ("r"), who sees
    no more than the own registration.
    """

    convention: str
    kind: str
    number: int
    """Primary key of what its kind says; of a visitor a random number."""
    expires: int
    """Seconds since the epoch."""
    lane: Lane = Lane.USUAL
    """The gate knows it; what we sign never says it."""
    backstage: Pass | None = None
    """A backstage pass that the same browser shows."""

    @property
    def is_staff(self) -> bool:
        return self.kind == "s"

    @property
    def is_ticket(self) -> bool:
        return self.kind == "t"

    @property
    def is_speaker(self) -> bool:
        return self.kind == "p"

    @property
    def is_registered(self) -> bool:
        return self.kind == "r"

    @property
    def is_known(self) -> bool:
        return self.is_ticket or self.is_staff or self.is_speaker

    @property
    def never_waits(self) -> bool:
        return self.is_staff or self.is_speaker or self.lane is Lane.CREW

    @property
    def facts(self) -> str:
        """What a token says in the clear, before its signature."""
        lane = f"~{self.lane}" if self.lane else ""
        return f"{self.convention}~{self.kind}~{self.number}~{self.expires}{lane}"

    @classmethod
    def of(cls, facts: str) -> Pass | None:
        """Return who is meant by such facts; None where they are none."""
        said = SAID.fullmatch(facts)
        if said is None:
            return None
        convention, kind, number, expires, lane = said.groups()
        return cls(convention, kind, int(number), int(expires), Lane(lane or ""))

    @property
    def key(self) -> str:
        """Name the holder within the convention, for what one person may do once."""
        return f"{self.kind}{self.number}"


@cache
def _keys(purpose: Purpose) -> tuple[bytes, ...]:
    """Return the present key and the earlier ones still accepted."""
    return tuple(
        hmac.digest(secret.encode(), b"konvent." + purpose.encode(), "sha256")
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )


def _signature(key: bytes, payload: bytes) -> bytes:
    return base64.urlsafe_b64encode(hmac.digest(key, payload, hashlib.sha256)).rstrip(b"=")


def seal(purpose: Purpose, payload: str) -> str:
    """Return what is said, with the proof that we have said it."""
    said = payload.encode()
    return (said + b"." + _signature(_keys(purpose)[0], said)).decode()


def unseal(purpose: Purpose, token: str) -> str | None:
    """Return what we have said, or None when it was not us."""
    return _said(_keys(purpose), token) if len(token) <= LONGEST else None


def sign(purpose: Purpose, holder: Pass) -> str:
    """Return the token for a holder: whoever reads it learns nothing of a lane."""
    return seal(purpose, replace(holder, lane=Lane.USUAL).facts)


def tokens_for(purpose: Purpose, holder: Pass) -> list[str]:
    """Return every token of a holder that is accepted: by the present key, and by earlier ones."""
    said = holder.facts.encode()
    return [(said + b"." + _signature(key, said)).decode() for key in _keys(purpose)]


def check(purpose: Purpose, token: str) -> Pass | None:
    """Return the holder of a token, expired or not, or None when it is not ours."""
    return _holder(_keys(purpose), token) if len(token) <= LONGEST else None


@lru_cache(TOKENS_REMEMBERED)
def _holder(keys: tuple[bytes, ...], token: str) -> Pass | None:
    said = _said(keys, token)
    return None if said is None else Pass.of(said)


def _said(keys: tuple[bytes, ...], token: str) -> str | None:
    payload, _, signature = token.encode().rpartition(b".")
    is_ours = any(hmac.compare_digest(_signature(key, payload), signature) for key in keys)
    return payload.decode() if is_ours else None
