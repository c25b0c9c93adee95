# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A session as schema.org describes an event, for search engines: JSON-LD inside its page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.utils.safestring import SafeString, mark_safe

from konvent.foundation.prose import plain_text

if TYPE_CHECKING:
    from konvent.programme.schedule import Schedule, SchedulePerson, ScheduleSession

SCHEMA = "https://schema.org"
LONGEST = 500
ESCAPES = {ord("<"): "\\u003C", ord(">"): "\\u003E", ord("&"): "\\u0026"}
"""So that no text can end the script element it stands in."""


def json_ld(schedule: Schedule, session: ScheduleSession, url: str) -> SafeString:
    """Return the session's script element; ``url`` is the address of its page."""
    return as_script(session_facts(schedule, session, url))


def as_script(described: dict[str, Any]) -> SafeString:
    """Return the script element that holds what is described."""
    facts = json.dumps(described, ensure_ascii=False)
    script = f'<script type="application/ld+json">{facts.translate(ESCAPES)}</script>'
    return mark_safe(script)  # noqa: S308 -- nothing in it can end the element


def session_facts(schedule: Schedule, session: ScheduleSession, url: str) -> dict[str, Any]:
    """Return the session as a schema.org Event, in the active language."""
    place = {"@type": "VirtualLocation", "url": url}
    if session.room:
        place["name"] = str(schedule.room[session.room].name)
    status = "EventCancelled" if session.is_cancelled else "EventScheduled"
    facts: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "Event",
        "@id": f"urn:uuid:{session.guid}",
        "name": str(session.title),
        "description": plain_text(str(session.abstract))[:LONGEST],
        "url": url,
        "startDate": session.starts_at.isoformat() if session.starts_at else None,
        "endDate": session.ends_at.isoformat() if session.ends_at else None,
        "eventAttendanceMode": f"{SCHEMA}/OnlineEventAttendanceMode",
        "eventStatus": f"{SCHEMA}/{status}",
        "location": place,
        "inLanguage": [code.strip() for code in session.language.split(",") if code.strip()],
        "performer": [_person(schedule, schedule.person[a.person]) for a in session.speakers],
        "organizer": _organizers(schedule, session),
        "superEvent": _convention(schedule, url),
    }
    return {name: value for name, value in facts.items() if value}


def _person(schedule: Schedule, person: SchedulePerson) -> dict[str, Any]:
    facts: dict[str, Any] = {"@type": "Person", "name": person.name}
    if person.position:
        facts["jobTitle"] = str(person.position)
    if person.organisation:
        facts["affiliation"] = _organisation(schedule, person.organisation)
    return facts


def _organizers(schedule: Schedule, session: ScheduleSession) -> list[dict[str, Any]]:
    hosts = [_organisation(schedule, slug) for slug in session.partners]
    return hosts or [{"@type": "Organization", "name": str(schedule.convention.title)}]


def _organisation(schedule: Schedule, slug: str) -> dict[str, Any]:
    organisation = schedule.organisation[slug]
    facts = {"@type": "Organization", "name": organisation.name}
    return facts | ({"url": organisation.website} if organisation.website else {})


def _convention(schedule: Schedule, url: str) -> dict[str, Any]:
    convention = schedule.convention
    home = url.partition("/session/")[0] + "/"
    return {
        "@type": "Event",
        "name": str(convention.title),
        "startDate": convention.start.isoformat(),
        "endDate": convention.end.isoformat(),
        "eventAttendanceMode": f"{SCHEMA}/OnlineEventAttendanceMode",
        "eventStatus": f"{SCHEMA}/EventScheduled",
        "location": {"@type": "VirtualLocation", "url": home},
        "url": home,
    }
