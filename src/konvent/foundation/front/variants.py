# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One content, ready in every encoding a browser may ask for, and the word that it is unchanged."""

from __future__ import annotations

import gzip
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import brotli  # type: ignore[import-untyped]  # it brings no types

from konvent.foundation.front.answers import Answer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from konvent.foundation.front.answers import Headers

WORTHWHILE = 500
"""Smaller bodies are not worth a header more."""
TEXT = (b"text/", b"application/json", b"application/xml", b"application/javascript")
TEXT_ENDINGS = (b"+xml", b"+json")
BROTLI_QUALITY, GZIP_LEVEL = 9, 9
ABOUT_A_COPY = frozenset({b"content-type", b"content-length", b"content-encoding"})


class Content(NamedTuple):
    """Bytes in up to three encodings; an empty one does not pay."""

    plain: bytes
    brotli: bytes = b""
    gzip: bytes = b""

    @property
    def size(self) -> int:
        return len(self.plain) + len(self.brotli) + len(self.gzip)


def press(body: bytes, content_type: bytes) -> Content:
    """Compress a text; call it in a thread (brotli and zlib let the others work meanwhile)."""
    kind = content_type.partition(b";")[0].strip()
    is_text = kind.startswith(TEXT) or kind.endswith(TEXT_ENDINGS)
    if not is_text or len(body) < WORTHWHILE:
        return Content(body)
    small = brotli.compress(body, quality=BROTLI_QUALITY)
    packed = gzip.compress(body, GZIP_LEVEL, mtime=0)
    return Content(
        body,
        small if len(small) < len(body) else b"",
        packed if len(packed) < len(body) else b"",
    )


def digest(content: bytes, headers: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return a short name of this content and what is said about it."""
    said = b"\n".join(name + b":" + value for name, value in sorted(headers))
    return hashlib.blake2b(content + b"\0" + said, digest_size=12).hexdigest().encode()


class Variants:
    """The answers for one content."""

    __slots__ = ("brotli", "etag", "gzip", "not_modified", "plain")

    def __init__(self, content: Content, headers: Headers, name: bytes) -> None:
        # Weak: the same content in several encodings.
        self.etag = b'W/"' + name + b'"'
        headers = [*headers, (b"etag", self.etag)]
        if content.brotli or content.gzip:
            headers.append((b"vary", b"accept-encoding"))
        self.plain = Answer(200, headers, content.plain)
        self.gzip = self._packed(headers, b"gzip", content.gzip) or self.plain
        self.brotli = self._packed(headers, b"br", content.brotli) or self.gzip
        self.not_modified = Answer(304, [pair for pair in headers if pair[0] not in ABOUT_A_COPY])

    @staticmethod
    def _packed(headers: Headers, encoding: bytes, body: bytes) -> Answer | None:
        return Answer(200, [*headers, (b"content-encoding", encoding)], body) if body else None

    def choose(self, headers: Headers) -> Answer:
        """Return what suits this visitor."""
        accepted = b""
        for name, value in headers:
            if name == b"accept-encoding":
                accepted = value
            elif name == b"if-none-match" and self.is_known(value):
                return self.not_modified
        best = best_encoding(accepted)
        if best == b"br":
            return self.brotli
        return self.gzip if best == b"gzip" else self.plain

    def is_known(self, names: bytes) -> bool:
        """Whether the visitor has this very content (RFC 9110, weak comparison)."""
        if names in {self.etag, b"*"}:
            return True
        bare = self.etag[2:]
        return any(name.strip().removeprefix(b"W/") == bare for name in names.split(b","))


@lru_cache(256)
def best_encoding(accepted: bytes) -> bytes:
    """Return the best of our encodings that an Accept-Encoding header allows."""
    weights = _weights(accepted)
    best = max(weights, key=lambda name: weights[name])
    return best if weights[best] else b""


@lru_cache(256)
def accepts_gzip(accepted: bytes) -> bool:
    """Say whether an Accept-Encoding header allows gzip."""
    return _weights(accepted)[b"gzip"] > 0


def _weights(accepted: bytes) -> dict[bytes, float]:
    weights = {b"br": 0.0, b"gzip": 0.0}
    for item in accepted.lower().split(b","):
        name, _, parameter = item.partition(b";")
        weight = _weight(parameter)
        if name.strip() == b"*":
            weights = {known: before or weight for known, before in weights.items()}
        elif name.strip() in weights:
            weights[name.strip()] = weight
    return weights


def _weight(parameter: bytes) -> float:
    _, _, value = parameter.partition(b"q=")
    try:
        return float(value) if value else 1.0
    except ValueError:
        return 0.0
