# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One way to ask whether someone may do something."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from django.core.exceptions import PermissionDenied

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

User = TypeVar("User")
Thing = TypeVar("Thing")


def require(may: Callable[[User, Thing], bool], user: User, thing: Thing) -> None:
    """Raise PermissionDenied unless ``may(user, thing)``."""
    if not may(user, thing):
        raise PermissionDenied


def with_head(methods: Sequence[str]) -> list[str]:
    """Return these methods, and HEAD where GET is one: whoever asks for a head wants nothing done.

    It comes without the proof that a form of ours brings (CSRF).
    """
    return [*methods, "HEAD"] if "GET" in methods else [*methods]


class Access(StrEnum):
    """What a published page, a topic or a segment asks of a visitor.

    The gate answers it from memory, without the database, for pages, streams and pictures alike.
    """

    PUBLIC = "public"
    """Nothing."""
    STAGE = "stage"
    """What the convention asks for at its stages: nothing, or a ticket."""
    STAFF = "staff"
    """A role in the convention, whichever."""
    MODERATE = "moderate"
    """The right to moderate what the audience says."""
    CHECK_IN = "check-in"
    """The right to say who has arrived."""
    PRODUCE = "produce"
    """The right to say what is on stage."""


@dataclass(frozen=True, slots=True)
class Backstage:
    """What is only for those who make one session: the staff, and who is on stage in it."""

    code: str


Asked: TypeAlias = Access | Backstage
"""What a topic asks of whoever watches it."""
