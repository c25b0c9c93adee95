# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms and tracks of a file."""

from __future__ import annotations

import colorsys
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from konvent.foundation.colours import Colour
from konvent.programme.formats.values import (
    SLUG,
    clean_line,
    derived_guid,
    read_guid,
    slugify,
    untaken,
)
from konvent.programme.schedule import ScheduleRoom, ScheduleTrack

if TYPE_CHECKING:
    from uuid import UUID

    from konvent.programme.formats.context import Context
    from konvent.programme.formats.feed import Event, Facts, Feed, Item

KEPT_OF_A_ROOM = ("type", "stream_id", "url", "features", "assembly", "parent")
HEX = re.compile(r"#[0-9a-fA-F]{6}")
GREY = 0.15
HUES = {
    Colour.RED: 0,
    Colour.BROWN: 22,
    Colour.AMBER: 42,
    Colour.OLIVE: 68,
    Colour.GREEN: 125,
    Colour.TEAL: 172,
    Colour.CYAN: 190,
    Colour.BLUE: 212,
    Colour.INDIGO: 245,
    Colour.PLUM: 290,
    Colour.PINK: 330,
}
PALETTE = tuple(colour.value for colour in Colour)


@dataclass(slots=True)
class Rooms:
    """The rooms in their order, found by what sessions call them."""

    found: list[ScheduleRoom] = field(default_factory=list)
    slugs: dict[str, str] = field(default_factory=dict)
    """Slug by name and by guid."""
    origin: dict[str, Facts] = field(default_factory=dict)
    """What has no field, by guid."""


def read_rooms(feed: Feed, context: Context) -> Rooms:
    """Return every room the file lists or uses."""
    rooms = Rooms()
    named = [*feed.rooms, *(_room_of(event) for event in feed.events)]
    for item in named:
        name = _name(item.facts.get("name"), context)
        guid = read_guid(item.facts.get("guid"))
        if (name or guid) and not _is_known(rooms, name, guid, feed):
            _add_room(rooms, item, name or str(guid), guid, context)
    return rooms


def _is_known(rooms: Rooms, name: str, guid: UUID | None, feed: Feed) -> bool:
    """Only version 2 refers to rooms by guid, so only there two may have one name."""
    if guid and (feed.is_second or not name):
        return str(guid) in rooms.slugs
    return name in rooms.slugs


def _room_of(event: Event) -> Item:
    room = event.facts.get("room")
    facts = room if isinstance(room, dict) and room.get("guid") else {"name": room}
    return type(event)(place=event.place, facts=facts)


def _name(value: Any, context: Context) -> str:  # noqa: ANN401 -- anything a feed says
    return clean_line(context.line(value).within(context.language))


def _add_room(rooms: Rooms, item: Item, name: str, guid: UUID | None, context: Context) -> None:
    if guid in {room.guid for room in rooms.found}:
        context.remarks.repaired(_("Several rooms had the same guid."), item.place)
        guid = derived_guid(guid, name)
    guid = guid or derived_guid("room", context.name, name)
    taken = [room.slug for room in rooms.found]
    wanted = str(item.facts.get("slug", ""))
    wanted = wanted if SLUG.fullmatch(wanted) and len(wanted) <= 80 else slugify(name)  # noqa: PLR2004 -- the column's
    room = ScheduleRoom(
        guid=guid,
        slug=untaken(wanted or f"room-{guid.hex[:6]}", taken),
        name=context.line(item.facts.get("name") or name),
        description=context.lines(item.facts.get("description")),
        colour=PALETTE[len(rooms.found) % len(PALETTE)],
        capacity=_capacity(item.facts.get("capacity")),
    )
    rooms.found.append(room)
    rooms.slugs.setdefault(name, room.slug)
    rooms.slugs.setdefault(str(guid), room.slug)
    rest = {key: item.facts[key] for key in KEPT_OF_A_ROOM if item.facts.get(key)}
    if rest:
        rooms.origin[str(guid)] = rest


def _capacity(value: Any) -> int | None:  # noqa: ANN401 -- anything a feed says
    return int(value) if isinstance(value, (int, float)) and 0 < value < 2**31 else None


def room_slug(event: Event, rooms: Rooms, context: Context) -> str:
    """Return the slug of the event's room; "" when it has none."""
    room = event.facts.get("room")
    if isinstance(room, dict) and room.get("guid"):
        guid = str(read_guid(room["guid"]))
        return rooms.slugs.get(guid) or rooms.slugs.get(_name(room.get("name"), context), "")
    return rooms.slugs.get(_name(room, context), "")


@dataclass(slots=True)
class Tracks:
    """The tracks in their order, found by name or slug."""

    found: list[ScheduleTrack] = field(default_factory=list)
    by_name: dict[str, str] = field(default_factory=dict)
    by_slug: dict[str, str] = field(default_factory=dict)
    """Slugs here by the slugs of the file."""
    origin: dict[str, Facts] = field(default_factory=dict)
    """What has no field, by slug."""


def read_tracks(feed: Feed, context: Context) -> Tracks:
    """Return every track the file lists or uses."""
    tracks = Tracks()
    for item in feed.tracks:
        _add_track(tracks, item.facts, context)
    for event in feed.events:
        track = event.facts.get("track")
        facts = track if isinstance(track, dict) and track.get("slug") else {"name": track}
        _add_track(tracks, facts, context)
    return tracks


def _add_track(tracks: Tracks, facts: Facts, context: Context) -> None:
    wanted = str(facts.get("slug") or "")
    name = _name(facts.get("name"), context) or wanted
    if not name or (wanted in tracks.by_slug if wanted else name in tracks.by_name):
        return
    slug = wanted if SLUG.fullmatch(wanted) and len(wanted) <= 80 else slugify(name)  # noqa: PLR2004 -- the column's
    slug = untaken(slug or "track", [track.slug for track in tracks.found])
    colour = str(facts.get("color") or (facts.get("colors") or {}).get("light") or "")
    track = ScheduleTrack(
        slug=slug,
        name=context.line(facts.get("name") or name),
        colour=nearest_colour(colour) or PALETTE[len(tracks.found) % len(PALETTE)],
    )
    tracks.found.append(track)
    tracks.by_name.setdefault(name, slug)
    if wanted:
        tracks.by_slug[wanted] = slug
    if HEX.fullmatch(colour):
        tracks.origin[slug] = {"color": colour}


def track_slug(event: Event, tracks: Tracks, context: Context) -> str:
    """Return the slug of the event's track; "" when it has none."""
    track = event.facts.get("track")
    if isinstance(track, dict) and track.get("slug"):
        return tracks.by_slug.get(str(track["slug"]), "")
    return tracks.by_name.get(_name(track, context), "")


def nearest_colour(code: str) -> str:
    """Return the colour of the palette that comes nearest; "" when the code is none."""
    if not HEX.fullmatch(code):
        return ""
    red, green, blue = (int(code[place : place + 2], 16) / 255 for place in (1, 3, 5))
    hue, _lightness, saturation = colorsys.rgb_to_hls(red, green, blue)
    if saturation < GREY:
        return Colour.SLATE.value
    degrees = hue * 360
    return min(
        HUES, key=lambda name: min(abs(HUES[name] - degrees), 360 - abs(HUES[name] - degrees))
    ).value
