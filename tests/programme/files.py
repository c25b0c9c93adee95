# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Checks files against the official schemas, and says what schedule.xml can tell."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import jsonschema
from lxml import etree
from tests.factories import NOW

from konvent.foundation.texts import Text
from konvent.programme.formats.languages import language_of_texts
from konvent.programme.formats.values import slugify
from konvent.programme.queries import Publication

PUBLISHED = (Publication(1, NOW, Text(), ()),)
"""One version, for a calendar to be dated by."""

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"


@cache
def xsd():
    return etree.XMLSchema(file=str(SCHEMAS / "schedule.xml.xsd"))


@cache
def json_schema():
    schema = json.loads((SCHEMAS / "c3voc-schedule.schema.json").read_text())
    return jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())


def require_valid_xml(content):
    xsd().assertValid(etree.fromstring(content))


def require_valid_json(content):
    json_schema().validate(json.loads(content))


def told_by_xml(schedule):
    """What schedule.xml can say of a programme, field by field."""
    convention = schedule.convention
    language = convention.default_language
    names = {room.slug: room.guid for room in schedule.rooms}
    tracks = {track.slug: track.name.within(language) for track in schedule.tracks}

    def said(session, text):
        return text.within(language_of_texts(session.language, language))

    return {
        "version": schedule.version,
        "name": slugify(convention.slug),
        "title": convention.title.within(language),
        "zone": convention.timezone,
        "timeslot": convention.timeslot,
        "url": convention.url,
        "days": [(day.date, day.starts_at, day.ends_at) for day in schedule.days],
        "rooms": [room.guid for room in schedule.rooms],
        "tracks": len(schedule.tracks),
        "people": {
            person.guid: (person.name, person.origin.get("id")) for person in schedule.people
        },
        "sessions": {
            session.guid: (
                session.slug,
                said(session, session.title),
                said(session, session.subtitle),
                said(session, session.abstract),
                said(session, session.description),
                session.kind_name or session.kind,
                session.language,
                names.get(session.room),
                session.track and tracks[session.track].partition(" (")[0],
                session.starts_at,
                session.duration,
                [schedule.person[a.person].guid for a in session.speakers],
                (session.do_not_record, session.recording_license),
                (session.url, session.logo, session.origin.get("feedback_url")),
                (session.links, session.attachments),
                session.origin.get("id"),
            )
            for session in schedule.sessions
        },
    }
