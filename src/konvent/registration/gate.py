# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The gate: decides from memory who may see what, for pages, streams and pictures alike."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from konvent.convention.models import Convention, StageAccess
from konvent.foundation.access import Access
from konvent.registration.models import Ticket
from konvent.registration.tickets import COOKIE, Pass, check


class Verdict(Enum):
    """What the gate says."""

    WELCOME = "welcome"
    UNKNOWN_CONVENTION = "unknown-convention"
    NO_TICKET = "no-ticket"
    FORGED = "forged"
    EXPIRED = "expired"
    REVOKED = "revoked"
    WRONG_CONVENTION = "wrong-convention"
    STAFF_ONLY = "staff-only"


@dataclass(frozen=True, slots=True)
class Entrance:
    """What the gate knows of one convention."""

    slug: str
    default_language: str
    languages: tuple[str, ...]
    is_open: bool
    """Whether its stages ask for nothing."""
    revoked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Gate:
    """A snapshot of all entrances; replaced as a whole when one changes."""

    entrances: dict[str, Entrance] = field(default_factory=dict)
    """By slug, the current convention first."""

    def admits(
        self, access: Access, convention: str, holder: Pass | None, *, now: float
    ) -> Verdict:
        """Say whether the holder of a pass may see what asks for this much."""
        entrance = self.entrances.get(convention)
        if entrance is None:
            return Verdict.UNKNOWN_CONVENTION
        if access is Access.PUBLIC or (access is Access.STAGE and entrance.is_open):
            return Verdict.WELCOME
        if holder is None:
            return Verdict.NO_TICKET
        return self.accepts(holder, convention, now=now, staff_only=access is Access.STAFF)

    def accepts(
        self, holder: Pass, convention: str, *, now: float, staff_only: bool = False
    ) -> Verdict:
        """Say whether a genuine ticket or pass is good here and now."""
        entrance = self.entrances.get(convention)
        if entrance is None:
            return Verdict.UNKNOWN_CONVENTION
        if holder.convention != convention:
            return Verdict.WRONG_CONVENTION
        if holder.expires <= now:
            return Verdict.EXPIRED
        if not holder.is_staff and holder.number in entrance.revoked:
            return Verdict.REVOKED
        if staff_only and not holder.is_staff:
            return Verdict.STAFF_ONLY
        return Verdict.WELCOME


def read_gate() -> Gate:
    """Read all entrances from the database."""
    revoked: dict[int, set[int]] = {}
    for convention_id, ticket_id in Ticket.objects.revoked().values_list("convention_id", "pk"):
        revoked.setdefault(convention_id, set()).add(ticket_id)
    return Gate(
        {
            convention.slug: Entrance(
                slug=convention.slug,
                default_language=convention.default_language,
                languages=tuple(convention.languages),
                is_open=convention.stage_access == StageAccess.OPEN,
                revoked=frozenset(revoked.get(convention.pk, ())),
            )
            for convention in Convention.objects.listed()
        }
    )


def pass_in(cookie_header: str) -> Pass | None:
    """Return the genuine pass in a Cookie header, expired or not."""
    for cookie in cookie_header.split(";"):
        name, _, token = cookie.strip().partition("=")
        if name == COOKIE:
            return check("pass", token)
    return None
