# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How an edge proves that it belongs to the house: it knows the key."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from konvent.foundation.front.answers import Headers, header

EDGE = "edge"
"""The first word of addresses where only edges are answered."""
SCHEME = b"Bearer "


class EdgeHolder:
    """Whoever is at the other end of an edge's stream: it sees everything, and is no person."""

    is_staff = True
    is_known = True
    key = ""


THE_EDGE = EdgeHolder()


def edge_pass() -> bytes:
    """Return the header value an edge shows."""
    return SCHEME + _digest(settings.SECRET_KEY)


def is_edge(headers: Headers) -> bool:
    """Whether an edge of this house asks."""
    shown = header(headers, b"authorization")
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(hmac.compare_digest(shown, SCHEME + _digest(key)) for key in keys)


def _digest(key: str) -> bytes:
    return hmac.new(key.encode(), b"konvent.edge", hashlib.sha256).hexdigest().encode()
