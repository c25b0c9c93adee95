# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A recording as schema.org describes a video, with its chapters as clips, for search engines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.duration import duration_iso_string

from konvent.library.queries import chapters_of
from konvent.programme.formats.json_ld import LONGEST, SCHEMA, as_script
from konvent.site.formats.published import is_open

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

    from konvent.site.formats.published import Told


def video_ld(told: Told) -> SafeString:
    """Return the recording's script element."""
    return as_script(video_facts(told))


def video_facts(told: Told) -> dict[str, Any]:
    """Return the recording as a schema.org VideoObject."""
    recording, entry = told.one.recording, told.one.entry
    film = told.film
    facts: dict[str, Any] = {
        "@context": SCHEMA,
        "@type": "VideoObject",
        "@id": f"urn:uuid:{recording.guid}",
        "name": told.title,
        "description": told.words[:LONGEST] or told.title,
        "url": told.page,
        "uploadDate": told.released_at.isoformat(),
        "duration": duration_iso_string(recording.duration),
        "thumbnailUrl": told.picture,
        "contentUrl": film.address if film else told.stream,
        "inLanguage": entry.session.language if entry else "",
        "actor": [{"@type": "Person", "name": person.name} for person in told.people],
        "recordedAt": _event(told),
        "hasPart": _clips(told),
    }
    shown = {name: value for name, value in facts.items() if value}
    return {**shown, "isAccessibleForFree": is_open(told.edition)}


def _event(told: Told) -> dict[str, str]:
    entry = told.one.entry
    if entry is None:
        return {}
    return {"@type": "Event", "@id": f"urn:uuid:{entry.session.guid}", "name": told.title}


def _clips(told: Told) -> list[dict[str, Any]]:
    return [
        {
            "@type": "Clip",
            "name": chapter.title.within(told.edition.language),
            "startOffset": round(chapter.starts_in),
            "endOffset": round(chapter.ends_in),
            "url": f"{told.page}?t={round(chapter.starts_in)}",
        }
        for chapter in chapters_of(told.one.recording)
    ]
