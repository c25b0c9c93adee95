# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A store for objects (S3), where files have a second place beside the disk.

It may be slow, or away: whoever asks it hears so within seconds, and never waits while somebody's
live picture does. What is sent is signed with its SHA-256, so the store takes no other bytes.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from konvent.foundation.media.index import write_whole

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable
    from pathlib import Path

    from obstore.store import ClientConfig, S3Config, S3Store

    Answered = TypeVar("Answered")

CONNECT_WITHIN, ANSWER_WITHIN = timedelta(seconds=3), timedelta(seconds=15)
SECONDS_TO_SEND = timedelta(minutes=5)
"""For one part of a file that is sent: a slow line is not a dead one."""
LONGEST_REASON = 200
REFUSED = re.compile(r"<Code>(\w+)</Code>")
AT_ONCE = 8 << 20
"""Bytes of a file that is fetched in pieces."""


class StoreAwayError(Exception):
    """The store does not answer, or not as it should; the message says how."""


class SpoiltError(StoreAwayError):
    """The store answers, and has something otherwise than it was put there, or not at all."""


@dataclass(frozen=True, slots=True)
class StorePlace:
    """Where a store is, and what opens it."""

    endpoint: str
    bucket: str
    region: str
    key: str
    secret: str
    is_path_style: bool = True
    """Whether the bucket is named in the path, and not in the host's name."""


class Known(NamedTuple):
    """What the store says of an object without sending it."""

    size: int
    tag: str


class Store:
    """A bucket. Objects that are not there raise FileNotFoundError."""

    def __init__(self, place: StorePlace) -> None:
        self.place = place
        self._asking = _open(place, ANSWER_WITHIN)
        self._sending = _open(place, SECONDS_TO_SEND)

    def put(self, name: str, content: Path | bytes) -> None:
        """Write an object, all of it or nothing."""
        _ask(lambda: self._sending.put(name, content))

    def read(self, name: str) -> bytes:
        """Return a small object."""
        return _ask(lambda: bytes(self._asking.get(name).bytes()))

    def fingerprint(self, name: str) -> str:
        """Return the SHA-256 of what the store really has."""
        digest = hashlib.sha256()

        def hash_it() -> str:
            for piece in self._sending.get(name).stream(min_chunk_size=AT_ONCE):
                digest.update(piece)
            return digest.hexdigest()

        return _ask(hash_it)

    def fetch(self, name: str, file: Path, sha256: str) -> None:
        """Bring an object onto the disk if it is what it was. Raises StoreAwayError."""
        try:
            content = self.read(name)
        except FileNotFoundError:
            raise SpoiltError(f"{name} is not there any more") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise SpoiltError(f"{name} is not what was stored")
        write_whole(file, content)

    def sizes(self, folder: str) -> dict[str, int]:
        """Return what lies below a folder, or everywhere, by name."""
        return _ask(
            lambda: {
                thing["path"]: thing["size"]
                for page in self._asking.list(f"{folder}/" if folder else None)
                for thing in page
            }
        )

    def delete(self, names: Iterable[str]) -> None:
        """Delete objects; what is not there already is fine."""
        gone = list(names)
        if gone:
            _ask(lambda: self._asking.delete(gone))

    async def look(self, name: str) -> Known:
        """Return what is known of an object, without holding up anybody."""
        found = await _wait_for(lambda: self._asking.head_async(name))
        return Known(found["size"], (found["e_tag"] or "").strip('"'))

    async def get(self, name: str) -> bytes:
        """Return an object as a whole, without holding up anybody."""
        found = await _wait_for(lambda: self._asking.get_async(name))
        return bytes(await _wait_for(found.bytes_async))

    async def piece(self, name: str, at: int, length: int) -> bytes:
        """Return a piece of an object, without holding up anybody."""
        return bytes(
            await _wait_for(lambda: self._asking.get_range_async(name, start=at, length=length))
        )

    def is_open_to_all(self, name: str) -> bool:
        """Say whether somebody without a key can read an object."""
        stranger = _open(replace(self.place, key="", secret=""), ANSWER_WITHIN)
        try:
            _ask(lambda: stranger.get(name).bytes())
        except (StoreAwayError, FileNotFoundError):
            return False
        return True


def _open(place: StorePlace, patience: timedelta) -> S3Store:
    from obstore.store import S3Store  # noqa: PLC0415 -- optional dependency

    client: ClientConfig = {
        "allow_http": True,
        "connect_timeout": CONNECT_WITHIN,
        "timeout": patience,
    }
    return S3Store(
        config=_proof(place),
        bucket=place.bucket,
        endpoint=_endpoint(place),
        region=place.region,
        virtual_hosted_style_request=not place.is_path_style,
        client_options=client,
        retry_config={"max_retries": 1, "retry_timeout": patience},
    )


def _proof(place: StorePlace) -> S3Config:
    """Return what opens the store; who has no key comes as a stranger."""
    if not place.key:
        return {"skip_signature": True}
    return {"access_key_id": place.key, "secret_access_key": place.secret}


def _endpoint(place: StorePlace) -> str:
    """Name the host as the library wants it: with the bucket before it where that is the style."""
    if place.is_path_style:
        return place.endpoint
    scheme, _, host = place.endpoint.partition("://")
    return f"{scheme}://{place.bucket}.{host}"


def _ask(question: Callable[[], Answered]) -> Answered:
    try:
        return question()
    except FileNotFoundError:
        raise
    except Exception as error:  # noqa: BLE001 -- the library's own, and what it lets through
        raise StoreAwayError(_reason(error)) from None


async def _wait_for(question: Callable[[], Awaitable[Answered]]) -> Answered:
    try:
        return await question()
    except FileNotFoundError:
        raise
    except Exception as error:  # noqa: BLE001 -- the library's own, and what it lets through
        raise StoreAwayError(_reason(error)) from None


def _reason(error: Exception) -> str:
    """Say in one line what the library says in a page."""
    said = str(error)
    if code := REFUSED.search(said):
        return f"it refuses: {code[1]}"
    return " ".join(said.partition("\n\n")[0].split())[:LONGEST_REASON]
