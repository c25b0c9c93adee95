# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An installation elsewhere: allows a rehearsal by a token of its own, hands out the tickets."""

from __future__ import annotations

import hmac
import http.client
import json
import re
import secrets
import ssl
import time
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from konvent.ops.rehearsal.invitation import Invitation
from konvent.ops.rehearsal.own_house import NoHouseError
from konvent.ops.rehearsal.wire import Place

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

ADDRESS = "/doors/rehearsal"
ALLOWED_FOR = 3 * 3600
SECONDS = 30
OK = 200
USUAL_SEGMENT = 1_200_000
"""Bytes of two seconds at 4.5 Mbit/s, where none could be looked at."""


def note() -> Path:
    """Return the file that says until when one may rehearse here, and with which token."""
    return settings.DATA / "rehearsal.token"


def opt_in(at: datetime) -> str:
    """Allow rehearsals here for some hours; return the token."""
    token = secrets.token_urlsafe(32)
    file = note()
    file.touch(mode=0o600)
    file.write_text(f"{int(at.timestamp()) + ALLOWED_FOR} {token}\n")
    return token


def is_allowed(token: str, at: datetime) -> bool:
    """Whether this token allows a rehearsal here and now."""
    try:
        until, _space, expected = note().read_text().strip().partition(" ")
    except OSError:
        return False
    is_right = hmac.compare_digest(expected.encode(), token.encode())
    return is_right and bool(expected) and at.timestamp() < int(until)


def place_of(address: str) -> Place:
    """Return where a house at this address is reached. Raises NoHouseError."""
    parts = urlsplit(address)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise NoHouseError(_("--target is an address that begins with http:// or https://."))
    tls = ssl.create_default_context() if parts.scheme == "https" else None
    return Place(parts.hostname, parts.port or (443 if tls else 80), tls)


def ask_to_rehearse(address: str, token: str, count: int, convention: str) -> Invitation:
    """Ask another house for an invitation. Raises NoHouseError."""
    place = place_of(address)
    body = json.dumps({"participants": count, "convention": convention})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    try:
        with closing(_line(place)) as line:
            line.request("POST", ADDRESS, body, headers)
            answer = line.getresponse()
            said = answer.read()
        if answer.status == OK:
            return Invitation.of_json(json.loads(said))
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        raise NoHouseError(
            _("%(address)s does not answer as a Konvent.") % {"address": address}
        ) from None
    raise NoHouseError(
        _(
            "%(address)s has not opted in to a rehearsal, or the token is not its own. "
            "Type konvent rehearse --allow there, and name a file with its answer: --token-file."
        )
        % {"address": address}
    )


def _line(place: Place) -> http.client.HTTPConnection:
    if place.tls is not None:
        return http.client.HTTPSConnection(
            place.host, place.port, timeout=SECONDS, context=place.tls
        )
    return http.client.HTTPConnection(place.host, place.port, timeout=SECONDS)


def segment_bytes(place: Place, plan: Invitation, *, patience: float) -> int:
    """Wait until every stage shows a picture; return how large a piece of it is."""
    deadline = time.monotonic() + patience
    while True:
        try:
            with closing(_line(place)) as line:
                sizes = [_size_of_picture(line, plan, room) for room in plan.rooms]
        except (OSError, http.client.HTTPException, ValueError):
            sizes = [0]
        if all(sizes):
            return max(sizes)
        if time.monotonic() > deadline:
            return USUAL_SEGMENT
        time.sleep(0.3)


def _size_of_picture(line: http.client.HTTPConnection, plan: Invitation, room: str) -> int:
    """Return the bytes of a stage's newest segment; 0 when there is none yet."""
    line.request("GET", f"/{plan.convention}/ticket/{plan.tickets[0]}")
    admitted = line.getresponse()
    admitted.read()
    said = {"Cookie": (admitted.getheader("Set-Cookie") or "").partition(";")[0]}
    folder = f"/{plan.convention}/media/{room}"
    line.request("GET", f"{folder}/live.m3u8", headers=said)
    names = re.findall(r"^[^#\s{]\S*$", line.getresponse().read().decode(), re.MULTILINE)
    if not names:
        return 0
    line.request("HEAD", f"{folder}/{names[-1]}", headers=said)
    answer = line.getresponse()
    answer.read()
    return int(answer.getheader("Content-Length") or 0)
