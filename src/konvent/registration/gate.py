# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The gate: decides from memory who may see what, for pages, streams and pictures alike."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING

from django.utils import timezone

from konvent.convention.models import Convention, StageAccess
from konvent.foundation.access import Access, Backstage
from konvent.foundation.intents import Participant
from konvent.people.queries import rights_of_staff
from konvent.registration.house import Holds
from konvent.registration.models import Capacity, SpeakerLink, Ticket
from konvent.registration.tickets import COOKIE, SPEAKER_COOKIE, Lane, Pass, check

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from konvent.foundation.access import Asked
    from konvent.foundation.topics import State

NEEDED = {
    Access.STAFF: "work",
    Access.MODERATE: "moderate",
    Access.CHECK_IN: "check_in",
    Access.PRODUCE: "produce",
}
"""The right that staff need for what is not for everybody."""


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
    staff: Mapping[int, frozenset[str]] = field(default_factory=dict)
    """What its staff may do, by the key of the user."""
    holds: Holds | None = None
    """How many people the house holds, if it was told."""
    puts_aside: int = 0
    """The least level of what rests; see `foundation.load`."""
    speakers: Mapping[int, str] = field(default_factory=dict)
    """The code of the session whose backstage a speaker's link opens, by the key of the link."""
    lanes: Mapping[int, Lane] = field(default_factory=dict)
    """Which tickets do not go the usual way."""

    def rights_of(self, holder: Pass) -> frozenset[str]:
        """Return what the holder may do as staff."""
        return self.staff.get(holder.number, frozenset()) if holder.is_staff else frozenset()

    def entitles(self, holder: Pass, access: Asked) -> bool:
        """Say whether somebody who is let in may see what asks for this much."""
        rights = self.rights_of(holder)
        if isinstance(access, Backstage):
            is_of_session = holder.is_speaker and self.speakers.get(holder.number) == access.code
            return is_of_session or NEEDED[Access.STAFF] in rights
        return access not in NEEDED or NEEDED[access] in rights


@dataclass(frozen=True, slots=True)
class Gate:
    """A snapshot of all entrances; replaced as a whole when one changes."""

    entrances: dict[str, Entrance] = field(default_factory=dict)
    """By slug, the current convention first."""

    def admits(self, access: Asked, convention: str, holder: Pass | None, *, now: float) -> Verdict:
        """Say whether the holder of a pass, or of two, may see what asks for this much."""
        verdict = self._admits(access, convention, holder, now=now)
        if verdict is Verdict.WELCOME or holder is None or holder.backstage is None:
            return verdict
        other = self._admits(access, convention, holder.backstage, now=now)
        return other if other is Verdict.WELCOME else verdict

    def _admits(
        self, access: Asked, convention: str, holder: Pass | None, *, now: float
    ) -> Verdict:
        entrance = self.entrances.get(convention)
        if entrance is None:
            return Verdict.UNKNOWN_CONVENTION
        if access is Access.PUBLIC or (access is Access.STAGE and entrance.is_open):
            return Verdict.WELCOME
        if holder is None or not holder.is_known:
            return Verdict.NO_TICKET
        verdict = self.accepts(holder, convention, now=now)
        is_entitled = verdict is not Verdict.WELCOME or entrance.entitles(holder, access)
        return verdict if is_entitled else Verdict.STAFF_ONLY

    def accepts(self, holder: Pass, convention: str, *, now: float) -> Verdict:
        """Say whether a genuine ticket or pass is good here and now."""
        entrance = self.entrances.get(convention)
        if entrance is None:
            return Verdict.UNKNOWN_CONVENTION
        if holder.convention != convention:
            return Verdict.WRONG_CONVENTION
        if holder.expires <= now:
            return Verdict.EXPIRED
        is_revoked = holder.is_ticket and holder.number in entrance.revoked
        has_left = holder.is_staff and not entrance.rights_of(holder)
        is_over = holder.is_speaker and holder.number not in entrance.speakers
        return Verdict.REVOKED if is_revoked or has_left or is_over else Verdict.WELCOME

    def is_on_stage(self, holder: Pass | None, convention: str, *, now: float) -> bool:
        """Say whether somebody shows a good backstage pass beside another one: they never wait."""
        speaker = holder.backstage if holder else None
        return speaker is not None and (
            self.accepts(speaker, convention, now=now) is Verdict.WELCOME
        )

    def present(self, holder: Pass) -> Pass:
        """Return a holder in the lane they have; an older link that says one says nothing."""
        entrance = self.entrances.get(holder.convention)
        if entrance is None or not holder.is_ticket:
            return holder
        lane = entrance.lanes.get(holder.number, Lane.USUAL)
        return holder if lane is holder.lane else replace(holder, lane=lane)

    def participant(self, holder: Pass, convention: str, *, now: float) -> Participant | None:
        """Return who takes part with a pass, when it is good here and now."""
        if self.accepts(holder, convention, now=now) is not Verdict.WELCOME:
            return None
        return Participant(holder.key, self.entrances[convention].rights_of(holder))


def read_gate(*, at: datetime | None = None) -> Gate:
    """Read all entrances from the database.

    Revoked are those tickets whose links would be good otherwise: the rest is over in any case,
    and grows with every convention.
    """
    revoked: dict[int, set[int]] = {}
    of_use = Ticket.objects.revoked().filter(expires_at__gt=at or timezone.now())
    for convention_id, ticket_id in of_use.values_list("convention_id", "pk"):
        revoked.setdefault(convention_id, set()).add(ticket_id)
    lanes: dict[int, dict[int, Lane]] = {}
    others = Ticket.objects.not_usual().values_list("convention_id", "pk", "lane")
    for convention_id, ticket_id, lane in others:
        lanes.setdefault(convention_id, {})[ticket_id] = Lane(lane)
    speakers: dict[int, dict[int, str]] = {}
    links = SpeakerLink.objects.valid().values_list("convention_id", "pk", "session_code")
    for convention_id, link_id, code in links:
        speakers.setdefault(convention_id, {})[link_id] = code
    staff = rights_of_staff()
    told = {capacity.convention_id: capacity for capacity in Capacity.objects.all()}
    return Gate(
        {
            convention.slug: Entrance(
                slug=convention.slug,
                default_language=convention.default_language,
                languages=tuple(convention.languages),
                is_open=convention.stage_access == StageAccess.OPEN,
                revoked=frozenset(revoked.get(convention.pk, ())),
                staff=staff.get(convention.pk, staff[None]),
                holds=_holds(told.get(convention.pk)),
                puts_aside=told[convention.pk].puts_aside if convention.pk in told else 0,
                speakers=speakers.get(convention.pk, {}),
                lanes=lanes.get(convention.pk, {}),
            )
            for convention in Convention.objects.listed()
        }
    )


def _holds(capacity: Capacity | None) -> Holds | None:
    if capacity is None or not capacity.people:
        return None
    return Holds(capacity.people, capacity.per_second)


def state_of(gate: Gate) -> State:
    """Return a gate as JSON, for those who have no database."""
    return {
        slug: {
            "place": place,
            "languages": [entrance.default_language, *entrance.languages],
            "open": entrance.is_open,
            "revoked": {str(number): True for number in sorted(entrance.revoked)},
            "staff": {str(user): sorted(rights) for user, rights in sorted(entrance.staff.items())},
            "speakers": {str(link): code for link, code in sorted(entrance.speakers.items())},
        }
        for place, (slug, entrance) in enumerate(gate.entrances.items())
    }


def gate_from(state: State) -> Gate:
    """Return the gate that such JSON describes."""
    in_order = sorted(state.items(), key=lambda item: item[1]["place"])
    return Gate(
        {
            slug: Entrance(
                slug=slug,
                default_language=facts["languages"][0],
                languages=tuple(facts["languages"][1:]),
                is_open=facts["open"],
                revoked=frozenset(map(int, facts["revoked"])),
                staff={int(user): frozenset(rights) for user, rights in facts["staff"].items()},
                speakers={int(link): code for link, code in facts["speakers"].items()},
            )
            for slug, facts in in_order
        }
    )


def pass_in(cookie_header: str) -> Pass | None:
    """Return the genuine pass in a Cookie header, expired or not.

    A backstage pass is beside it; who has no other comes in with that. Of several the first counts
    that is ours: a neighbour under the same domain can add cookies, and take none away.
    """
    holder = backstage = None
    for cookie in cookie_header.split(";"):
        name, _, token = cookie.strip().partition("=")
        if name == COOKIE:
            holder = holder or check("pass", token)
        elif name == SPEAKER_COOKIE:
            backstage = backstage or check("backstage", token)
    if holder is None or backstage is None:
        return holder or backstage
    return replace(holder, backstage=backstage)
