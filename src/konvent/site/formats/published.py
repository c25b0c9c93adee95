# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A recording as others are told of it: addresses in full, and which files they may fetch."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from konvent.convention.models import StageAccess
from konvent.foundation.prose import plain_text
from konvent.library.files import DOWNLOAD, DOWNLOAD_SOUND
from konvent.library.media.cut import size_of_cut
from konvent.library.places import folder_of
from konvent.library.player import SOUND_ONLY

if TYPE_CHECKING:
    from konvent.programme.schedule import SchedulePerson
    from konvent.site.edition import Edition
    from konvent.site.recordings import Recorded

MP4, M4A, HLS = "video/mp4", "audio/mp4", "application/vnd.apple.mpegurl"


@dataclass(frozen=True, slots=True)
class File:
    """Something to fetch."""

    address: str
    kind: str
    """Its media type."""
    size: int


@dataclass(frozen=True)
class Told:
    """One recording, in the words of one edition."""

    one: Recorded
    edition: Edition

    @property
    def page(self) -> str:
        around = {"convention": self.edition.slug, "language": self.edition.language}
        return absolute(reverse("site:recording", kwargs={**around, "code": self.one.code}))

    @property
    def title(self) -> str:
        return self.one.title.within(self.edition.language)

    @property
    def words(self) -> str:
        """What it is about, without markup."""
        session = self.one.entry.session if self.one.entry else None
        return plain_text(session.abstract.within(self.edition.language)) if session else ""

    @property
    def released_at(self) -> datetime:
        return self.one.recording.ended_at or self.one.recording.began_at

    @property
    def people(self) -> list[SchedulePerson]:
        return [part.person for part in self.one.entry.parts] if self.one.entry else []

    @property
    def picture(self) -> str:
        return absolute(self.one.thumbnail) if self.one.thumbnail else ""

    @property
    def changed_at(self) -> datetime:
        """When there was last something new to see or to fetch: a cut, a film, captions.

        Of recordings older than that note, the film's own time is what programs were told before.
        """
        changed_at = self.one.recording.changed_at or self._film_made_at()
        return max(self.released_at, changed_at or self.released_at)

    def _film_made_at(self) -> datetime | None:
        try:
            made = (folder_of(self.one.recording) / DOWNLOAD).stat().st_mtime
        except FileNotFoundError:
            return None
        return datetime.fromtimestamp(made, UTC).replace(microsecond=0)

    @property
    def stream(self) -> str:
        """Where it plays at once, before any file is made; nothing where not everybody may."""
        return self._playlist(self.one.recording.variants[0])

    @property
    def stream_of_sound(self) -> str:
        """The same without the picture, where that exists."""
        return self._playlist(SOUND_ONLY if SOUND_ONLY in self.one.recording.variants else "")

    @cached_property
    def picture_size(self) -> tuple[int, int] | None:
        """Width and height of its picture; nothing where only another house has its files."""
        return size_of_cut(folder_of(self.one.recording))

    @property
    def film(self) -> File | None:
        """The picture with its sound, where everybody may have it."""
        return self._file(DOWNLOAD, MP4)

    @property
    def sound(self) -> File | None:
        """The sound alone, where everybody may have it."""
        return self._file(DOWNLOAD_SOUND, M4A)

    def _playlist(self, name: str) -> str:
        return (
            absolute(f"{self.one.recording.address}{name}")
            if name and is_open(self.edition)
            else ""
        )

    def _file(self, name: str, kind: str) -> File | None:
        recording = self.one.recording
        if not recording.download_size or not is_open(self.edition):
            return None
        try:
            facts = (folder_of(recording) / name).stat()
        except OSError:
            return None
        return File(absolute(f"{recording.address}{name}"), kind, facts.st_size)


def is_open(edition: Edition) -> bool:
    """Whether programs, which have no ticket, get what is at the stages."""
    return edition.convention.stage_access == StageAccess.OPEN


def absolute(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"
