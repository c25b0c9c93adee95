# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is to be written to the staff; how it leaves, `config/wiring.py` says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.people.models import User


class Invites(Protocol):
    """Invites somebody, in the caller's transaction."""

    def __call__(self, *, user: User, convention: Convention, at: datetime) -> None: ...


class Reminds(Protocol):
    """Writes to whatever address was typed, in the caller's transaction."""

    def __call__(self, *, email: str, at: datetime) -> None: ...


_invites: list[Invites] = []
_reminds: list[Reminds] = []


def write_with(*, invites: Invites, reminds: Reminds) -> None:
    """Say how letters to the staff leave."""
    _invites[:], _reminds[:] = [invites], [reminds]


def invite(*, user: User, convention: Convention, at: datetime) -> None:
    """Have an invitation sent."""
    for write in _invites:
        write(user=user, convention=convention, at=at)


def remind(*, email: str, at: datetime) -> None:
    """Have a link to a new password sent, if somebody has this address."""
    for write in _reminds:
        write(email=email, at=at)
