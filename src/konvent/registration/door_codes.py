# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What stands on a ticket for the check-in: a code that can be typed, and how browsers find it.

A door lists no codes and no tickets, only digests of them. Who keeps a list can recognise a link
but not make one. Codes are shorter: trying all of forty bits takes minutes on a graphics card, so
who keeps a list can work out its codes. They are good for the check-in alone, and who gets a list
may check in anybody as it is. What is scanned stays in the browser that scanned it.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from typing import TYPE_CHECKING

from konvent.registration.tickets import Pass, tokens_for

if TYPE_CHECKING:
    from konvent.registration.models import Ticket

SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's 32: no I, L, O or U, so that nothing is mistaken when it is read out."""
LENGTH = 8
"""Forty bits: of ten thousand tickets, one in a hundred million guesses is somebody's."""
READ_ALIKE = str.maketrans("OIL", "011")
DIGEST = 12
"""Bytes that are kept of a digest: no two of a million tickets share them."""


def draw_code() -> str:
    """Return a code that nobody can foresee."""
    return "".join(secrets.choice(SIGNS) for _ in range(LENGTH))


def spoken(code: str) -> str:
    """Return a code in two halves, as people read and type it."""
    return f"{code[:4]}-{code[4:]}" if code else ""


def read_code(typed: str) -> str:
    """Return the code that somebody typed, or "" where it cannot be one."""
    code = re.sub(r"[\s-]", "", typed).upper().translate(READ_ALIKE)
    return code if len(code) == LENGTH and set(code) <= set(SIGNS) else ""


def printed_code(ticket: Ticket) -> str:
    """Return what the QR code of a badge holds: everybody can see it, so it opens nothing.

    In capitals, so that the picture is coarse and read from afar.
    """
    return f"KONVENT:{ticket.convention.slug}:{ticket.door_code}".upper()


def digest(said: str) -> str:
    """Return by what a browser finds what it has scanned or what was typed."""
    shortened = hashlib.sha256(said.encode()).digest()[:DIGEST]
    return base64.urlsafe_b64encode(shortened).decode()


def digests_of(ticket: Ticket) -> list[str]:
    """Return what its code and its link look like, the link as every key of ours would sign it."""
    slug = ticket.convention.slug
    expires = int(ticket.expires_at.timestamp())
    holder = Pass(slug, "t", ticket.pk, expires)
    codes = [f"{slug} {ticket.door_code}"] if ticket.door_code else []
    return [digest(said) for said in (*codes, *tokens_for("ticket", holder))]


def holder_of(facts: str, seen: str) -> Pass | None:
    """Return whose link somebody scanned, from what it says and the digest of the whole of it.

    So a link never has to be sent to be proved. None is a link that is not ours.
    """
    holder = Pass.of(facts)
    if holder is None:
        return None
    genuine = (digest(token).encode() for token in tokens_for("ticket", holder))
    shown = seen.encode()
    return holder if any(secrets.compare_digest(one, shown) for one in genuine) else None
