# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the front must ask of the chapter that knows tickets; config brings the one who answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from konvent.foundation.access import Access, Asked
    from konvent.foundation.intents import Participant
    from konvent.foundation.topics import State

WAITING = "waiting"
"""The objection to somebody whom the house has no room for yet."""


class Holder(Protocol):
    """Someone with a genuine pass, which may have expired."""

    @property
    def is_staff(self) -> bool:
        """Whether the holder works here."""
        ...

    @property
    def is_known(self) -> bool:
        """Whether the holder has a ticket or works here; a mere visitor has neither."""
        ...

    @property
    def key(self) -> str:
        """Name the holder within the convention."""
        ...


class Crowd(NamedTuple):
    """How many people there are, as numbers."""

    places: int
    inside: int
    """With those whose place is kept because it is their turn."""
    waiting: int
    let_in: int
    """Since the front began."""


class Porter(Protocol):
    """Answers from memory; only `look` asks the database."""

    def look(self) -> None:
        """Read all entrances anew; called in the reader's thread."""
        ...

    def conventions(self) -> Sequence[str]:
        """Return the public conventions, the current one first."""
        ...

    def languages(self, convention: str) -> Sequence[str]:
        """Return a convention's languages, its first one first; none when there is no such one."""
        ...

    def holder(self, cookies: bytes) -> Holder | None:
        """Return whose pass is in a Cookie header."""
        ...

    def objection(self, access: Asked, convention: str, holder: Holder | None) -> str:
        """Return why the holder may not see what asks for this much, or nothing."""
        ...

    def asks_for(self, convention: str, recording: str) -> Access | None:
        """Return what a recording asks of its viewers; None when there is no such one."""
        ...

    def shelf_of(self, convention: str, recording: str) -> str:
        """Return where in the store lies what was made of a recording's cut; nothing: nowhere."""
        ...

    def refuses(self, holder: Holder, convention: str) -> str:
        """Return why a genuine pass is not good here and now, or nothing."""
        ...

    def participant(self, holder: Holder, convention: str) -> Participant | None:
        """Return who takes part with a genuine pass, None when it is not good here and now."""
        ...

    def newcomer(self, convention: str) -> bytes:
        """Return the cookie for somebody who takes part without a ticket."""
        ...

    def admit(self, convention: str, token: str) -> tuple[str, bytes]:
        """Return why a ticket is refused, or nothing and the cookie that lets its holder in."""
        ...

    def enter(self, convention: str, holder: Holder, cookies: bytes) -> tuple[str, bytes]:
        """Let a holder in, or give them a place in the queue: why they wait, and a cookie."""
        ...

    def queue(self, convention: str) -> State | None:
        """Return what everybody may know of the queue; None when nobody ever has to wait."""
        ...

    def crowds(self) -> Mapping[str, Crowd]:
        """Return how full each house is that holds only so many, by its convention."""
        ...

    def place(self, convention: str, cookies: bytes) -> State:
        """Return the place of somebody who waits; nothing for who has none."""
        ...

    def sees(self, convention: str, keys: Iterable[str]) -> None:
        """Note that these holders, named by their keys, give a sign of life at an edge."""
        ...

    def keep_doors(self, present: Iterable[tuple[str, Holder]] = ()) -> None:
        """Call whoever's turn it is; these are present, each in a convention."""
        ...
