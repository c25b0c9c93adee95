# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who takes part: a key per convention, which says neither a name nor a ticket."""

from __future__ import annotations

import base64
import hashlib
import hmac

from django.conf import settings


def person_of(convention: str, participant: str) -> str:
    """Return what is kept of a participant: always the same, and of no use elsewhere.

    Who does not have the installation's own key cannot find the ticket that belongs to it. It is
    the earliest key that is known, so that nobody votes twice because the key was changed.
    """
    return persons_of(convention, participant)[-1]


def persons_of(convention: str, participant: str) -> list[str]:
    """Return all that may be kept of a participant, one for each key that is known, newest first.

    What was written while other keys were known is found by these.
    """
    facts = f"konvent.audience {convention}~{participant}".encode()
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hmac.digest(key.encode(), facts, hashlib.sha256) for key in keys)
    return [base64.urlsafe_b64encode(digest).rstrip(b"=").decode() for digest in digests]
