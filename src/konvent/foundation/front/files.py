# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Files from memory: the pages' scripts and styles, and the stages' playlists and segments."""

from __future__ import annotations

import asyncio
import gzip
import logging
import mimetypes
import re
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, NamedTuple

from konvent.foundation.front.answers import NO_SNIFFING, Answer, as_json, header
from konvent.foundation.front.variants import Content, Variants, accepts_gzip, digest, press
from konvent.foundation.media.names import SEGMENT, SOUND

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from concurrent.futures import Executor
    from pathlib import Path

    from konvent.foundation.front.answers import Headers

FOR_EVER = (b"cache-control", b"public, max-age=31536000, immutable")
ASK_AGAIN = (b"cache-control", b"no-cache")
FOR_ITS_HOLDER = (b"cache-control", b"private, max-age=86400, immutable")
HASHED = re.compile(r"-[A-Z0-9]{8}\.\w+$")
"""How the front end's build names what never changes."""
LOOK_AGAIN_AFTER = 2.0

STATIC_TYPES = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
"""What some systems do not know, or know differently."""
SEGMENT_TYPES = {
    ".m4s": b"video/iso.segment",
    ".mp4": b"video/mp4",
    ".ts": b"video/mp2t",
    ".aac": b"audio/aac",
}
CHANGING_TYPES = {
    ".m3u8": b"application/vnd.apple.mpegurl",
    ".vtt": b"text/vtt; charset=utf-8",
    ".json": b"application/json",
    ".jpg": b"image/jpeg",
}
LISTS = frozenset({".m3u8", ".vtt", ".json"})
SEGMENT_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
SOUND_INIT = re.compile(r"\d{8}T\d{9}-(?P<variant>[a-z]+)-init\.mp4")
CHECKED_EVERY = 0.25
LOOKED_OVER_EVERY = 20.0
SHOWN_UNCHECKED = 0.5
"""Seconds for which a list is shown from memory while somebody looks whether it has changed."""
MOST_BYTES = 192 << 20
LARGEST_FILE = 32 << 20
LONG_LIST = 8_192
"""Bytes from which on a list is packed as well: with hours to go back to, it has half a million."""
QUICKLY = 1
"""Level of gzip; a live list is another one every two seconds."""
NO_SUCH_FILE = as_json(404, {"error": "no-such-file"})

logger = logging.getLogger(__name__)


class StaticFiles:
    """Scripts, styles and fonts; each is read once, when it is first asked for."""

    def __init__(self, find: Callable[[], Mapping[str, Path]], threads: Executor) -> None:
        self.find = find
        self.threads = threads
        self.paths: Mapping[str, Path] = {}
        self.looked_at = 0.0
        self.ready: dict[bytes, Variants] = {}

    def quick(self, name: bytes, headers: Headers) -> Answer | None:
        """Return what is in memory already."""
        variants = self.ready.get(name)
        return variants.choose(headers) if variants else None

    async def answer(self, name: bytes, headers: Headers) -> Answer | None:
        """Return the file, or None when there is none of this name."""
        if name not in self.ready:
            loop = asyncio.get_running_loop()
            variants = await loop.run_in_executor(self.threads, self._read, name.decode("latin-1"))
            if variants is None:
                return None
            self.ready[name] = variants
        return self.ready[name].choose(headers)

    def _read(self, name: str) -> Variants | None:
        if name not in self.paths and time.monotonic() > self.looked_at + LOOK_AGAIN_AFTER:
            self.paths, self.looked_at = self.find(), time.monotonic()
        path = self.paths.get(name)
        if path is None:
            return None
        try:
            return _static_variants(path)
        except OSError:
            return None


def _static_variants(path: Path) -> Variants:
    kind = STATIC_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    kind = kind or "application/octet-stream"
    charset = "; charset=utf-8" if kind.startswith("text/") else ""
    content_type = f"{kind}{charset}".encode()
    body = path.read_bytes()
    content = _pressed_before(path, body) or press(body, content_type)
    lifetime = FOR_EVER if HASHED.search(path.name) else ASK_AGAIN
    headers = [(b"content-type", content_type), lifetime, NO_SNIFFING]
    return Variants(content, headers, digest(body, headers))


def _pressed_before(path: Path, body: bytes) -> Content | None:
    packed = [path.with_name(f"{path.name}.{ending}") for ending in ("br", "gz")]
    if all(file.exists() for file in packed):
        return Content(body, *(file.read_bytes() for file in packed))
    return None


class Shown(NamedTuple):
    """A file of a stage as it was at some moment."""

    answer: Answer
    stamp: tuple[int, int]
    is_for_ever: bool
    packed: Answer | None = None
    """The same for whoever takes gzip, where that pays."""

    @property
    def size(self) -> int:
        return len(self.answer.body) + (len(self.packed.body) if self.packed else 0)

    def suits(self, headers: Headers) -> Answer:
        """Return what suits this visitor."""
        if self.packed is not None and accepts_gzip(header(headers, b"accept-encoding")):
            return self.packed
        return self.answer


class StageFiles:
    """Playlists and segments of the stages, the latest used in memory."""

    def __init__(
        self, folders: Sequence[Path], threads: Executor, most_bytes: int = MOST_BYTES
    ) -> None:
        """Look into these ``folders``, one after the other."""
        self.folders = folders
        self.threads = threads
        self.most_bytes = most_bytes
        self.memory: OrderedDict[str, Shown] = OrderedDict()
        self.checked: dict[str, float] = {}
        self.size = 0
        self.flights: dict[str, asyncio.Future[Shown | None]] = {}

    def quick(self, name: str, headers: Headers) -> Answer | None:
        """Return what is in memory and surely current."""
        shown = self.memory.get(name)
        if shown is None:
            return None
        if shown.is_for_ever or self._is_current(name):
            self.memory.move_to_end(name)
            return shown.suits(headers)
        return None

    def _is_current(self, name: str) -> bool:
        """Only the first who comes after a while waits for the disk, not thousands with them."""
        is_looked_at = name in self.flights
        lasts = SHOWN_UNCHECKED if is_looked_at else CHECKED_EVERY
        return time.monotonic() < self.checked[name] + lasts

    async def answer(self, name: str, headers: Headers) -> Answer:
        """Return the file; however many ask at once, it is read once."""
        flight = self.flights.get(name)
        if flight is None:
            flight = asyncio.ensure_future(self._fetch(name))
            self.flights[name] = flight
            flight.add_done_callback(lambda _: self.flights.pop(name, None))
        shown = await asyncio.shield(flight)
        return shown.suits(headers) if shown else NO_SUCH_FILE

    async def _fetch(self, name: str) -> Shown | None:
        before = self.memory.get(name)
        loop = asyncio.get_running_loop()
        shown = await loop.run_in_executor(self.threads, self._read, name, before)
        if before is not None:
            self._forget(name)
        if shown is None:
            return None
        self.memory[name] = shown
        self.checked[name] = time.monotonic()
        self.size += shown.size
        while self.size > self.most_bytes:
            self._forget(next(iter(self.memory)))
        return shown

    async def look_over(self) -> None:
        """Forget, now and then, what has been deleted, until cancelled."""
        while True:
            await asyncio.sleep(LOOKED_OVER_EVERY)
            try:
                await self.forget_deleted()
            except OSError:
                logger.exception("What was deleted could not be looked for")

    async def forget_deleted(self) -> None:
        """Let nothing outlive its deletion here: somebody may not have wanted it to be kept."""
        loop = asyncio.get_running_loop()
        for name in await loop.run_in_executor(self.threads, self._deleted, list(self.memory)):
            self._forget(name)

    def _deleted(self, names: list[str]) -> list[str]:
        return [n for n in names if not any((folder / n).exists() for folder in self.folders)]

    def _forget(self, name: str) -> None:
        if name in self.memory:
            self.size -= self.memory.pop(name).size
            self.checked.pop(name, None)

    def _read(self, name: str, before: Shown | None) -> Shown | None:
        found = (self._read_in(folder / name, before) for folder in self.folders)
        return next((shown for shown in found if shown), None)

    def _read_in(self, path: Path, before: Shown | None) -> Shown | None:
        kind = SEGMENT_TYPES.get(path.suffix)
        try:
            status = path.stat()
            stamp = (status.st_mtime_ns, status.st_size)
            if before is not None and before.stamp == stamp:
                return before
            if status.st_size > LARGEST_FILE:
                return None
            body = path.read_bytes()
        except OSError:
            return None
        lifetime = FOR_ITS_HOLDER if kind else (b"cache-control", b"no-cache, private")
        content_type = kind or CHANGING_TYPES[path.suffix]
        headers = [(b"content-type", content_type), lifetime, NO_SNIFFING]
        if path.suffix not in LISTS or len(body) < LONG_LIST:
            return Shown(Answer(200, headers, body), stamp, is_for_ever=kind is not None)
        headers.append((b"vary", b"accept-encoding"))
        small = gzip.compress(body, QUICKLY, mtime=0)
        packed = Answer(200, [*headers, (b"content-encoding", b"gzip")], small)
        return Shown(Answer(200, headers, body), stamp, is_for_ever=False, packed=packed)


def is_sound(name: str) -> bool:
    """Whether a stage's file is of the rendition that is sound only."""
    last = name.rpartition("/")[2]
    found = SEGMENT.fullmatch(last) or SOUND_INIT.fullmatch(last)
    return last == f"{SOUND}.m3u8" or bool(found and found["variant"] == SOUND)


def stage_file(convention: bytes, parts: list[bytes]) -> str | None:
    """Return the name of a stage's file below the media folder, when this can be one."""
    names = [part.decode("latin-1") for part in (convention, *parts)]
    if len(names) != 3 or not all(map(SEGMENT_NAME.fullmatch, names)):  # noqa: PLR2004 -- convention, room, file
        return None
    ending = "." + names[-1].rpartition(".")[2]
    return "/".join(names) if ending in SEGMENT_TYPES or ending in CHANGING_TYPES else None
