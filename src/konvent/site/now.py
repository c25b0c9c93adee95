# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is on the stages now and next, as the stages' own topics say it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from konvent.foundation.published import depend_on
from konvent.foundation.texts import Text
from konvent.stage.queries import now_on_stage, stages_now

if TYPE_CHECKING:
    from django.http import HttpResponse

    from konvent.foundation.topics import State
    from konvent.programme.schedule import ScheduleRoom
    from konvent.site.edition import Edition


@dataclass(frozen=True, slots=True)
class Item:
    """A session as the stage names it, at the times at which it is expected."""

    code: str
    title: Text
    starts_at: datetime
    ends_at: datetime | None
    speakers: list[str]
    is_fictional: bool
    minutes_late: int

    @property
    def is_today(self) -> bool:
        return timezone.localdate(self.starts_at) == timezone.localdate()


@dataclass(frozen=True, slots=True)
class Late:
    """By how much a session is later than published, and what is expected instead."""

    minutes: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class OnStage:
    """A stage, what is on it, what comes next, and which sessions are late."""

    room: ScheduleRoom
    now: Item | None
    next: Item | None
    late: dict[str, Late]

    @property
    def shows(self) -> str:
        """Say which state this is, for a script that waits for the page of a newer one."""
        ends = self.now.ends_at if self.now else None
        starts = self.next.starts_at if self.next else None
        parts = (
            self.now.code if self.now else "",
            int(ends.timestamp()) if ends else "",
            self.next.code if self.next else "",
            int(starts.timestamp()) if starts else "",
        )
        return " ".join(map(str, parts))

    @property
    def topic(self) -> str:
        """Return the topic's name inside its convention, as a page watches it."""
        return f"stage/{self.room.slug}/now"


def on_stages(edition: Edition) -> list[OnStage]:
    """Return what is on every stage that has a live picture."""
    states = stages_now(edition.slug)
    return [_on_stage(room, states[room.slug]) for room in edition.stages if room.slug in states]


def on_stage(edition: Edition, room: ScheduleRoom) -> OnStage | None:
    """Return what is on one stage; None where there is no live picture."""
    state = now_on_stage(edition.slug, room.slug)
    return _on_stage(room, state) if state is not None else None


def watch_stages(response: HttpResponse, edition: Edition, stages: list[OnStage]) -> HttpResponse:
    """Note that this page shows these stages, and return it."""
    depend_on(response, *(f"{edition.slug}/{stage.topic}" for stage in stages))
    return response


def _on_stage(room: ScheduleRoom, state: State) -> OnStage:
    late = {code: _late(facts) for code, facts in state.get("late", {}).items()}
    return OnStage(room, _item(state.get("session")), _item(state.get("next")), late)


def _late(facts: dict[str, Any]) -> Late:
    moment = datetime.fromisoformat
    return Late(facts["minutes"], moment(facts["starts"]), moment(facts["ends"]))


def _item(state: dict[str, Any] | None) -> Item | None:
    if not state:
        return None
    ends = state.get("ends")
    return Item(
        code=state["code"],
        title=Text(state["title"]),
        starts_at=datetime.fromisoformat(state["starts"]),
        ends_at=datetime.fromisoformat(ends) if ends else None,
        speakers=[person["name"] for person in state.get("speakers", {}).values()],
        is_fictional=state.get("is_fictional", False),
        minutes_late=state.get("late", 0),
    )
