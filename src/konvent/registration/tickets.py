# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Ticket links and passes: signed, checked in microseconds, without the database.

A *ticket token* is in the link a participant gets by mail. At the door it becomes a *pass*, the
cookie that every lane accepts. Both are ``<payload>.<HMAC-SHA-256>`` (RFC 2104) over the same
facts with keys of their own, so that one can never be used as the other.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Literal

from django.conf import settings

Purpose = Literal["ticket", "pass"]
COOKIE = "konvent_pass"
FACTS = 4
TOKENS_REMEMBERED = 20_000
"""A viewer shows the same pass every few seconds, with each piece of a picture."""
LONGEST = 160
"""Characters of a token; nothing longer is ours, nor worth remembering."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Who is let in: a ticket of a convention (``kind`` "t") or a member of its staff ("s").

    Or a visitor ("v") of whom nothing is known but that they are the same as before.
    """

    convention: str
    kind: str
    number: int
    """Primary key of the ticket, or of the user; of a visitor a random number."""
    expires: int
    """Seconds since the epoch."""

    @property
    def is_staff(self) -> bool:
        return self.kind == "s"

    @property
    def is_ticket(self) -> bool:
        return self.kind == "t"

    @property
    def is_known(self) -> bool:
        return self.is_ticket or self.is_staff

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


def sign(purpose: Purpose, holder: Pass) -> str:
    """Return the token for a holder."""
    payload = f"{holder.convention}~{holder.kind}~{holder.number}~{holder.expires}".encode()
    return (payload + b"." + _signature(_keys(purpose)[0], payload)).decode()


def check(purpose: Purpose, token: str) -> Pass | None:
    """Return the holder of a token, expired or not, or None when it is not ours."""
    return _holder(_keys(purpose), token) if len(token) <= LONGEST else None


@lru_cache(TOKENS_REMEMBERED)
def _holder(keys: tuple[bytes, ...], token: str) -> Pass | None:
    payload, _, signature = token.encode().rpartition(b".")
    if not any(hmac.compare_digest(_signature(key, payload), signature) for key in keys):
        return None
    facts = payload.decode().split("~")
    if len(facts) != FACTS:
        return None
    return Pass(facts[0], facts[1], int(facts[2]), int(facts[3]))
