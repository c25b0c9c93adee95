# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the producer's desk shows of a stage at a moment."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from konvent.foundation.media.names import FILM
from konvent.foundation.models import AuditEntry
from konvent.foundation.texts import Text
from konvent.stage.collisions import collisions
from konvent.stage.disk import troubles_of
from konvent.stage.models import CARD, HOLDABLE, SLATE, Beginning, NowMode, SourceRole
from konvent.stage.run_of_show import Standing, current_day, move, of_day, run_of_show
from konvent.stage.troubles import words_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django_stubs_ext import StrOrPromise

    from konvent.foundation.topics import State
    from konvent.programme.models import Room
    from konvent.programme.schedule import Schedule, ScheduleSession
    from konvent.stage.collisions import Collision
    from konvent.stage.models import Airing, Cue, PastTrouble
    from konvent.stage.run_of_show import Line
    from konvent.stage.troubles import Words

LATEST = 20
"""Entries of the log that the desk shows."""

LABELS = {
    **{str(role): role.label for role in SourceRole},
    SLATE: _("the slate"),
    CARD: _("test card"),
    FILM: _("film"),
}
STATES = {
    "live": _("The encoder delivers."),
    "waiting": _("Waiting for an encoder."),
    "off": _("Switched off."),
    "ready": _("Always ready"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, since when, and the mend."""

    words: Words
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Tile:
    """Something that a stage can show: a source, or the slate."""

    name: str
    state: str
    """``live``, ``waiting``, ``off``, or ``ready`` for what needs no encoder."""
    is_on_air: bool
    is_held: bool
    can_be_held: bool
    troubles: list[Trouble]

    @property
    def has_picture(self) -> bool:
        return self.state == "live"

    @property
    def can_be_watched(self) -> bool:
        """Whether it has something to show besides what is on air; a film is seen there."""
        return self.state != "off" and self.name != FILM

    @property
    def is_plate(self) -> bool:
        return self.state == "ready"

    @property
    def label(self) -> StrOrPromise:
        return LABELS[self.name]

    @property
    def words(self) -> StrOrPromise:
        """What stands where there is no picture."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the run of show at the desk."""

    line: Line
    standing: Standing
    is_on: bool
    is_next: bool

    @property
    def session(self) -> ScheduleSession:
        return self.line.session

    @property
    def is_late(self) -> bool:
        return self.line.starts_at > self.line.planned_start

    @property
    def is_over(self) -> bool:
        return self.standing is Standing.OVER and not self.is_on


@dataclass(frozen=True, slots=True)
class Look:
    """What a move would do, before it is done."""

    minutes: int
    moves: list[tuple[Line, Line]]
    collisions: list[Collision]


@dataclass(frozen=True, slots=True)
class Desk:
    """A stage as its producer sees it."""

    room: Room
    now: State
    picture: State
    rows: list[Row]
    others: list[ScheduleSession]

    @property
    def earlier(self) -> list[Row]:
        return [row for row in self.rows if row.is_over]

    @property
    def ahead(self) -> list[Row]:
        return [row for row in self.rows if not row.is_over]

    @property
    def tiles(self) -> list[Tile]:
        return _tiles(self.picture)

    @property
    def can_hold(self) -> bool:
        return any(tile.can_be_held for tile in self.tiles)

    @property
    def on_air(self) -> str:
        return str(self.picture.get("on_air", ""))

    @property
    def on_air_since(self) -> datetime | None:
        return _moment(self.picture.get("since"))

    @property
    def held(self) -> str:
        return str(self.picture.get("held", ""))

    @property
    def troubles(self) -> list[Trouble]:
        return [Trouble(words_of(code), None) for code in self.picture["troubles"]]

    @property
    def all_troubles(self) -> list[Trouble]:
        return [*self.troubles, *(trouble for tile in self.tiles for trouble in tile.troubles)]

    @property
    def running(self) -> Row | None:
        return next((row for row in self.rows if row.line.is_running), None)

    @property
    def code(self) -> str:
        return str(self.now.get("session", {}).get("code", ""))

    @property
    def title(self) -> Text:
        return Text(self.now.get("session", {}).get("title"))

    @property
    def ends_at(self) -> datetime | None:
        return _moment(self.now.get("session", {}).get("ends"))

    @property
    def next_code(self) -> str:
        return str(self.now.get("next", {}).get("code", ""))

    @property
    def next_title(self) -> Text:
        return Text(self.now.get("next", {}).get("title"))

    @property
    def next_at(self) -> datetime | None:
        return _moment(self.now.get("next", {}).get("starts"))

    @property
    def next_minutes_late(self) -> int:
        return int(self.now.get("next", {}).get("late", 0))

    @property
    def is_by_hand(self) -> bool:
        return bool(self.now["mode"] == NowMode.BY_HAND)

    @property
    def begins_by_hand(self) -> bool:
        channel = getattr(self.room, "channel", None)
        return channel is not None and channel.beginning == Beginning.BY_HAND

    @property
    def last_move(self) -> int:
        """Minutes that can be taken back."""
        channel = getattr(self.room, "channel", None)
        return max(channel.last_move.values(), key=abs, default=0) if channel else 0


def desk_of(schedule: Schedule, room: Room, now: State, picture: State, at: datetime) -> Desk:
    """Put together what the desk shows of a stage.

    How full the disk is, it sees for itself: a full one may not even take down that it is full.
    """
    full = dict.fromkeys(troubles_of(shutil.disk_usage(settings.DATA)), "")
    picture = {**picture, "troubles": full | picture["troubles"]}
    lines = run_of_show(schedule, room.slug, room.cues.all())
    today = of_day(schedule, lines, current_day(schedule, lines, at))
    on, coming = (now.get(part, {}).get("code") for part in ("session", "next"))
    rows = [
        Row(line, line.standing(at), is_on=line.code == on, is_next=line.code == coming)
        for line in today
    ]
    known = {line.code for line in today}
    others = [s for s in schedule.sessions if s.code not in known and not s.is_cancelled]
    return Desk(room, now, picture, rows, others)


def look_at_move(
    schedule: Schedule, room: Room, cues: Iterable[Cue], minutes: int, at: datetime
) -> Look:
    """Say what a move of the rest of the day would do; ``cues`` are those of all stages."""
    by_room: dict[str, list[Cue]] = {}
    for cue in cues:
        by_room.setdefault(cue.room.slug, []).append(cue)
    shows = {
        other.slug: run_of_show(schedule, other.slug, by_room.get(other.slug, ()))
        for other in schedule.rooms
    }
    here = shows.pop(room.slug, [])
    before = of_day(schedule, here, current_day(schedule, here, at))
    after = move(before, minutes, at)
    elsewhere = [line for lines in shows.values() for line in lines]
    return Look(
        minutes,
        moves=[(old, new) for old, new in zip(before, after, strict=True) if old != new],
        collisions=collisions(schedule, before, after, elsewhere),
    )


@dataclass(frozen=True, slots=True)
class LogLine:
    """Something that was done at a stage, came on air there, or was wrong with its picture."""

    at: datetime
    entry: AuditEntry | None = None
    airing: Airing | None = None
    past: PastTrouble | None = None

    @property
    def words(self) -> Words | None:
        return words_of(self.past.code) if self.past else None

    @property
    def source(self) -> StrOrPromise:
        """What came on air, or whose trouble it was; empty when it was the stage's."""
        about = self.airing or self.past
        return LABELS.get(about.source, "") if about else ""


def log_of(room: Room) -> list[LogLine]:
    """Return what was done last at a stage, what came on air, and what was wrong there."""
    past = room.past_troubles.order_by("-began_at", "-pk")[:LATEST]
    lines = [LogLine(one.began_at, past=one) for one in past]
    aired = room.airings.order_by("-began_at", "-pk")[:LATEST]
    lines += [LogLine(one.began_at, airing=one) for one in aired]
    lines += [LogLine(entry.at, entry=entry) for entry in _done(room)]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:LATEST]


def _done(room: Room) -> list[AuditEntry]:
    things = Q(thing="channel", thing_key__in=_keys([getattr(room, "channel", None)]))
    things |= Q(thing="source", thing_key__in=_keys(room.sources.all()))
    things |= Q(thing="cue", thing_key__in=_keys(room.cues.all()))
    entries = AuditEntry.objects.filter(things, convention=room.convention.slug)
    return list(entries.order_by("-at", "-pk")[:LATEST])


def _keys(things: Iterable[object]) -> list[str]:
    return [str(thing.pk) for thing in things if thing is not None and hasattr(thing, "pk")]


def disk() -> dict[str, int]:
    """Return how much of the server's disk is free, in bytes and as a share."""
    usage = shutil.disk_usage(settings.DATA)
    return {
        "free": usage.free,
        "share": round(100 * usage.free / usage.total),
    }


def _tiles(picture: State) -> list[Tile]:
    sources = picture["sources"]
    on_air, held = picture.get("on_air"), picture.get("held")
    films = [Tile(FILM, "ready", on_air == FILM, is_held=False, can_be_held=False, troubles=[])]
    tiles = [
        Tile(
            name,
            sources[name]["state"],
            is_on_air=name == on_air,
            is_held=name == held,
            can_be_held=sources[name]["state"] != "off",
            troubles=[
                Trouble(words_of(code), _moment(since))
                for code, since in sources[name]["troubles"].items()
            ],
        )
        for name in HOLDABLE
        if name in sources
    ]
    last = SLATE if sources else CARD
    is_on_air, is_held = on_air == last, held == last
    shown = films if "film" in picture else []
    return [*shown, *tiles, Tile(last, "ready", is_on_air, is_held, bool(sources), [])]


def _moment(written: str | None) -> datetime | None:
    return parse_datetime(written) if written else None
