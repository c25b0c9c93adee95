# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Recordings with the sessions they show, ready to be listed, found and opened."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from konvent.foundation.languages import name_of_language
from konvent.library.files import THUMBNAIL
from konvent.library.models import CompanionKind
from konvent.library.queries import published_recording, published_recordings
from konvent.site.entry import Entry
from konvent.site.search import find, says

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from konvent.foundation.texts import Text
    from konvent.library.models import Recording
    from konvent.site.edition import Edition

FILTERS = {"stage": "room", "track": "track", "type": "kind", "language": "language"}
"""What a filter is called in an address, and in a session."""


@dataclass(frozen=True)
class Recorded:
    """A recording and its session; the programme may have dropped the session meanwhile."""

    recording: Recording
    entry: Entry | None

    @property
    def code(self) -> str:
        return self.recording.session_code

    @property
    def title(self) -> Text:
        return self.entry.session.title if self.entry else self.recording.title

    @property
    def colour(self) -> str:
        return self.entry.colour if self.entry else "slate"

    @property
    def date(self) -> date:
        """The day of the convention to which its session belongs."""
        day = self.entry.day if self.entry else None
        return day.date if day else timezone.localdate(self.recording.began_at)

    @property
    def stage(self) -> str:
        """The slug of the stage that showed it."""
        if self.entry:
            return self.entry.session.room
        return self.recording.room.slug if self.recording.room else ""

    @property
    def seconds(self) -> float:
        return self.recording.duration.total_seconds()

    @property
    def thumbnail(self) -> str:
        return f"{self.recording.address}{THUMBNAIL}" if self.recording.has_preview else ""

    @cached_property
    def caption_languages(self) -> list[str]:
        return sorted(c.language for c in self.recording.captions.all() if c.is_published)

    @property
    def caption_names(self) -> list[str]:
        return [name_of_language(code) for code in self.caption_languages]

    @cached_property
    def has_sign_language(self) -> bool:
        return any(
            companion.kind == CompanionKind.SIGN_LANGUAGE and companion.is_offered
            for companion in self.recording.companions.all()
        )


def shelf(edition: Edition) -> list[Recorded]:
    """Return what can be seen again, the newest first."""
    found = reversed(published_recordings(edition.slug))
    return [recorded(edition, recording) for recording in found if recording.variants]


def on_the_shelf(edition: Edition, code: str) -> Recorded | None:
    """Return a session's recording, when there is one to be seen."""
    found = published_recording(edition.slug, code)
    return recorded(edition, found) if found and found.variants else None


def recorded(edition: Edition, recording: Recording) -> Recorded:
    """Return a recording with its session as published."""
    session = edition.schedule.session.get(recording.session_code)
    return Recorded(recording, Entry(session, edition.schedule) if session else None)


def among(everything: list[Recorded], asked: Mapping[str, str]) -> list[Recorded]:
    """Return the recordings that fit all that was asked."""
    words = asked.get("q", "")
    wanted = {field: asked.get(name, "") for name, field in FILTERS.items()}
    entries = [one.entry for one in everything if one.entry]
    codes = {entry.session.code for entry in find(entries, words, **wanted)}
    return [
        one
        for one in everything
        if (one.code in codes if one.entry else _fits_alone(one, words, wanted))
        and asked.get("day", "") in {"", one.date.isoformat()}
        and (not asked.get("captions") or one.caption_languages)
        and (not asked.get("sign") or one.has_sign_language)
    ]


def _fits_alone(one: Recorded, words: str, wanted: Mapping[str, str]) -> bool:
    """Whether a recording fits of whose session it alone tells: its title, and its stage."""
    known = {"room": one.stage}
    is_there = all(not value or known.get(name) == value for name, value in wanted.items())
    return is_there and says(words, *one.title.values())


def shelf_choices(everything: Iterable[Recorded]) -> dict[str, Any]:
    """Return what the filters of these recordings offer besides those of their sessions."""
    shown = list(everything)
    return {
        "day_choices": sorted({one.date for one in shown}),
        "offers_captions": any(one.caption_languages for one in shown),
        "offers_sign_language": any(one.has_sign_language for one in shown),
    }
