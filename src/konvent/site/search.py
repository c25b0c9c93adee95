# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Find sessions by their words: what the browser's index holds, and search without a script."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from konvent.programme.schedule import ScheduleSession
    from konvent.site.entry import Entry

TEXT_LENGTH = 240
"""How much of an abstract is searched; whole abstracts would make the index heavy on a phone."""

TAGS = re.compile(r"<[^>]*>")


def index_line(entry: Entry) -> dict[str, Any]:
    """Return what the browser needs of a session to find it and to list it in an agenda."""
    session = entry.session
    line = {
        "title": str(session.title),
        "starts": session.starts_at.isoformat() if session.starts_at else "",
        "ends": session.ends_at.isoformat() if session.ends_at else "",
        "day": entry.day.date.isoformat() if entry.day else "",
        "room": str(entry.room.name) if entry.room else "",
        "stage": session.room,
        "live": bool(entry.room and entry.room.has_picture),
        "colour": entry.colour,
        "track": session.track,
        "kind": session.kind,
        "language": session.language,
        "people": ", ".join(part.person.name for part in entry.parts),
        "text": _text(session),
        "cancelled": session.is_cancelled,
    }
    return {name: value for name, value in line.items() if value}


def _text(session: ScheduleSession) -> str:
    shown = session.title.best_language()
    titles = " ".join(title for language, title in session.title.items() if language != shown)
    return plain(f"{titles} {session.subtitle} {session.abstract}")[:TEXT_LENGTH]


def find(entries: list[Entry], words: str, **wanted: str) -> list[Entry]:
    """Return the sessions that contain every word and are of the wanted stage, track and so on."""
    return [
        entry
        for entry in entries
        if all(not value or getattr(entry.session, name) == value for name, value in wanted.items())
        and says(words, *_words_of(entry))
    ]


def says(words: str, *texts: str) -> bool:
    """Say whether texts contain every one of the words."""
    needles = folded(words).split()
    haystack = folded(" ".join(texts)) if needles else ""
    return all(needle in haystack for needle in needles)


def _words_of(entry: Entry) -> list[str]:
    session = entry.session
    texts = (session.title, session.subtitle, session.abstract)
    return [
        *(value for text in texts for value in text.values()),
        *(part.person.name for part in entry.parts),
        str(entry.room.name) if entry.room else "",
        str(entry.track.name) if entry.track else "",
    ]


def plain(text: str) -> str:
    """Return a text without tags and on one line."""
    return " ".join(TAGS.sub(" ", text).split())


def folded(text: str) -> str:
    """Return a text as it is compared: without case and accents ("burger" finds "Bürger")."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
