# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Check a Schedule from outside before it becomes a working copy: names, choices, references."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from konvent.convention.models import known_zone
from konvent.foundation.colours import Colour
from konvent.foundation.refusals import RefusedError
from konvent.people.models import Organisation, OrganisationKind, Person
from konvent.programme.formats.values import LONGEST
from konvent.programme.models import Level, Room, Session, SessionKind, SpeakerRole

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from konvent.programme.schedule import Schedule, ScheduleSession

SLUG = re.compile(r"[a-zA-Z0-9_-]{1,80}")
CODE = re.compile(r"[a-zA-Z0-9_-]{1,40}")
ADDRESS = re.compile(r"(?:https?|ftps?)://[^\s<>\"\\]+|mailto:[^\s<>\"\\]+", re.IGNORECASE)
"""What a visitor may be led to; no address that is a program."""

CAPACITIES = range(2**31)
YEARS = range(1900, 2200)
"""What every database and every zone can hold."""


class NotSoundError(RefusedError):
    """The programme contradicts itself."""


def require_sound(schedule: Schedule) -> None:
    """Raise NotSoundError unless every name is well-formed, single, and leads to what is there."""
    _require_zone(schedule.convention.timezone)
    _require_names([schedule.convention.slug], SLUG)
    _require_addresses(schedule)
    for things in (schedule.rooms, schedule.tracks, schedule.organisations):
        _require_names((thing.slug for thing in things), SLUG)
    _require_names((person.code for person in schedule.people), CODE)
    _require_names((session.code for session in schedule.sessions), CODE)
    _require_among((room.colour for room in schedule.rooms), Colour.values)
    _require_among((track.colour for track in schedule.tracks), Colour.values)
    _require_among((body.kind for body in schedule.organisations), OrganisationKind.values)
    _require_among((p.organisation for p in schedule.people), ["", *schedule.organisation])
    for room in schedule.rooms:
        if room.capacity is not None and room.capacity not in CAPACITIES:
            raise _unsound(room.slug)
    for day in schedule.days:
        _require_moment(day.starts_at)
        _require_moment(day.ends_at)
    for session in schedule.sessions:
        _require_among([session.room], ["", *schedule.room])
        _require_among([session.track], ["", *schedule.track])
        _require_among([session.kind], SessionKind.values)
        _require_among([session.level], ["", *Level.values])
        _require_among(session.partners, schedule.organisation)
        _require_among((a.person for a in session.speakers), schedule.person)
        _require_among((a.role for a in session.speakers), SpeakerRole.values)
        _require_slot(session)
    measured: tuple[tuple[Iterable[Any], type[models.Model]], ...] = (
        (schedule.rooms, Room),
        (schedule.organisations, Organisation),
        (schedule.people, Person),
        (schedule.sessions, Session),
    )
    for listed, model in measured:
        _require_lengths(listed, model)


def _require_zone(name: str) -> None:
    try:
        known_zone(name)
    except ValidationError as error:
        raise NotSoundError(error.messages[0]) from error


def _require_names(names: Iterable[str], form: re.Pattern[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen or not form.fullmatch(name):
            raise _unsound(name)
        seen.add(name)


def _require_addresses(schedule: Schedule) -> None:
    given = [schedule.convention.url, *(body.website for body in schedule.organisations)]
    for session in schedule.sessions:
        given += [session.url, *(link.url for link in (*session.links, *session.attachments))]
    for address in given:
        if address and not ADDRESS.fullmatch(address):
            raise _unsound(address[:80])


def _require_among(names: Iterable[str], known: Iterable[Any]) -> None:
    for name in names:
        if name not in known:
            raise _unsound(name)


def _require_slot(session: ScheduleSession) -> None:
    _require_moment(session.starts_at)
    if not timedelta(0) <= session.duration <= LONGEST:
        raise _unsound(session.code)


def _require_moment(moment: datetime | None) -> None:
    if moment and (moment.tzinfo is None or moment.year not in YEARS):
        raise _unsound(str(moment))


def _require_lengths(things: Iterable[Any], model: type[models.Model]) -> None:
    """Raise NotSoundError when a text is longer than its column."""
    limits = {
        field.name: field.max_length
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField) and field.max_length
    }
    for thing in things:
        for name, most in limits.items():
            value = getattr(thing, name, "")
            if isinstance(value, str) and len(value) > most:
                raise _unsound(value[:20])


def _unsound(name: str) -> NotSoundError:
    return NotSoundError(_("The programme contradicts itself at “%(name)s”.") % {"name": name})
