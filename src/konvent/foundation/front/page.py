# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A published page: its bytes, what it shows, and what it asks of a visitor."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from konvent.foundation.access import Access
from konvent.foundation.front.answers import header
from konvent.foundation.front.variants import Content, Variants, digest, press
from konvent.foundation.published import ACCESS_HEADER, TOPICS_HEADER

if TYPE_CHECKING:
    from konvent.foundation.front.answers import Headers

NOT_KEPT = frozenset(
    {
        *(b"connection", b"keep-alive", b"transfer-encoding", b"content-length", b"date"),
        *(b"server", b"set-cookie", b"vary", b"cache-control", b"etag", b"expires"),
        *(b"last-modified", b"content-encoding", b"age", b"pragma"),
    }
)
FOR_EVERYBODY = (b"cache-control", b"no-cache")
FOR_ONE_BROWSER = (b"cache-control", b"private, no-cache")


@dataclass(slots=True)
class Page:
    """What the front keeps of a page."""

    path: bytes
    access: Access
    topics: tuple[str, ...]
    headers: Headers
    content: Content
    name: bytes
    """Digest of what it is; two pages of the same name are the same."""
    is_stale: bool = False
    hits: int = 0
    convention: str = field(init=False)
    variants: Variants = field(init=False)

    def __post_init__(self) -> None:
        self.convention = convention_of(self.path)
        caching = FOR_EVERYBODY if self.access is Access.PUBLIC else FOR_ONE_BROWSER
        self.variants = Variants(self.content, [*self.headers, caching], self.name)

    @property
    def size(self) -> int:
        return self.content.size + len(self.path) + 2_000


def convention_of(path: bytes) -> str:
    """Return the convention an address belongs to."""
    return path.split(b"/", 2)[1].decode("latin-1")


def is_published(headers: Headers) -> bool:
    """Whether the application allows this answer to be kept."""
    return bool(header(headers, ACCESS_HEADER.lower().encode()))


def make_page(path: bytes, headers: Headers, body: bytes, before: Page | None) -> Page:
    """Make a page of the application's answer; call it in a thread, compressing takes a while."""
    kept = [
        (name, value)
        for name, value in headers
        if name not in NOT_KEPT and not name.startswith(b"x-konvent-")
    ]
    name = digest(body, kept)
    if before is not None and before.name == name:
        content = before.content
    else:
        content = press(body, header(headers, b"content-type"))
    topics = header(headers, TOPICS_HEADER.lower().encode()).decode().split()
    access = Access(header(headers, ACCESS_HEADER.lower().encode()).decode())
    return Page(path, access, tuple(topics), kept, content, name)
