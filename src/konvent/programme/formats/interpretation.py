# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Make a Schedule of what a file says."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from konvent.programme.conflicts import ConflictKind, conflicts_in
from konvent.programme.formats.context import Context
from konvent.programme.formats.days import read_days
from konvent.programme.formats.languages import SPOKEN, usual_language
from konvent.programme.formats.persons import People
from konvent.programme.formats.places import Rooms, Tracks, read_rooms, read_tracks
from konvent.programme.formats.remarks import NotAScheduleError, Problem
from konvent.programme.formats.sessions import World, read_sessions
from konvent.programme.formats.values import clean_line, read_duration, slugify
from konvent.programme.formats.zone import zone_of
from konvent.programme.schedule import ConventionFacts, Schedule, ScheduleDay, in_order

if TYPE_CHECKING:
    from konvent.programme.formats.feed import Feed
    from konvent.programme.formats.remarks import Remarks

OURS = "konvent"
KEPT = ("colors", "keywords", "meta", "description")
LONGEST_NAME = 50
USUAL_TIMESLOT = timedelta(minutes=5)


def interpret(feed: Feed, remarks: Remarks, *, timezone: str = "", language: str = "") -> Schedule:
    """Return the programme of the file; what had to be repaired or ignored goes to the remarks."""
    name = _name(feed, remarks)
    context = Context(
        name=name,
        zone=zone_of(feed, timezone, remarks),
        language=usual_language(feed, language, remarks),
        base_url=feed.base_url.strip(),
        is_ours=feed.generator == OURS,
        remarks=remarks,
    )
    world = World(read_rooms(feed, context), read_tracks(feed, context), People())
    sessions = read_sessions(feed, world, context)
    days = read_days(feed, sessions, context)
    if not days:
        reason = _("There is neither a day nor a session in it.")
        raise NotAScheduleError(Problem(feed.conference.place, reason))
    schedule = Schedule(
        version=clean_line(feed.version),
        convention=_convention(feed, days, world, context),
        days=tuple(days),
        rooms=tuple(world.rooms.found),
        tracks=tuple(world.tracks.found),
        people=world.people.in_order(),
        sessions=in_order(sessions, world.rooms.found),
    )
    _notice_conflicts(schedule, remarks)
    return schedule


def _name(feed: Feed, remarks: Remarks) -> str:
    """Return the short name of the convention for addresses."""
    facts = feed.conference.facts
    acronym = clean_line(facts.get("acronym") or "")
    title = facts.get("title") or ""
    title = next(iter(title.values()), "") if isinstance(title, dict) else title
    name = slugify(acronym, LONGEST_NAME) or slugify(title, LONGEST_NAME)
    if not name:
        reason = _("The conference has neither an acronym nor a title.")
        raise NotAScheduleError(Problem(feed.conference.place, reason))
    if acronym.lower().rstrip("_") not in {name, name.replace("-", "_")}:
        text = _("The short name is %(name)s now.") % {"name": name}
        remarks.repaired(text, feed.conference.place)
    return name


def _convention(
    feed: Feed, days: list[ScheduleDay], world: World, context: Context
) -> ConventionFacts:
    facts = feed.conference.facts
    usual = context.language
    return ConventionFacts(
        slug=context.name,
        title=context.line(facts.get("title") or context.name),
        subtitle=context.line(facts.get("subtitle")),
        timezone=context.zone.key,
        start=days[0].date,
        end=days[-1].date,
        timeslot=_timeslot(facts.get("timeslot_duration")),
        languages=(usual, *(other for other in SPOKEN if other != usual)),
        default_language=usual,
        url=context.address(facts.get("url")),
        origin=_origin(facts, world.rooms, world.tracks, context),
    )


def _timeslot(value: Any) -> timedelta:  # noqa: ANN401 -- anything a feed says
    """Return the grid of the programme; three numbers are hours, minutes and seconds here."""
    text = re.sub(r"^(\d):", r"0\1:", str(value or ""))
    slot = read_duration(text) or timedelta(0)
    minutes = timedelta(minutes=slot // timedelta(minutes=1))
    return minutes if timedelta(0) < minutes < timedelta(days=1) else USUAL_TIMESLOT


def _origin(
    facts: dict[str, Any], rooms: Rooms, tracks: Tracks, context: Context
) -> dict[str, Any]:
    origin = {name: facts[name] for name in KEPT if facts.get(name)}
    if logo := context.address(facts.get("logo")):
        origin["logo"] = logo
    if rooms.origin:
        origin["rooms"] = rooms.origin
    if tracks.origin:
        origin["tracks"] = tracks.origin
    return origin


def _notice_conflicts(schedule: Schedule, remarks: Remarks) -> None:
    texts = {
        ConflictKind.ROOM: _("Two sessions are in one room at once; both are kept."),
        ConflictKind.PERSON: _("Somebody is in two sessions at once; both are kept."),
        ConflictKind.OUTSIDE: _("A session is outside the hours of its day."),
    }
    for conflict in conflicts_in(schedule):
        remarks.noticed(
            texts[conflict.kind], " + ".join(filter(None, (conflict.session, conflict.other)))
        )
