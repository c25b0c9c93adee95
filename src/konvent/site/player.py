# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the player of a recording needs to know, and the words of its choices."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from konvent.foundation.media.names import MASTER, SOUND
from konvent.library.files import DOWNLOAD, PREVIEW
from konvent.library.models import CompanionKind
from konvent.site.entry import name_of_language
from konvent.site.templatetags.moments import clock_length

if TYPE_CHECKING:
    from konvent.foundation.texts import Text
    from konvent.library.models import Companion
    from konvent.site.edition import Edition
    from konvent.site.recordings import Recorded

SOUND_ONLY = f"{SOUND}.m3u8"


@dataclass(frozen=True, slots=True)
class Line:
    """Something that is said, and when."""

    starts: float
    words: Text | str

    @property
    def clock(self) -> str:
        return clock_length(int(self.starts))

    @property
    def second(self) -> str:
        """As it stands in an address."""
        return f"{self.starts:.3f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Track:
    """Captions or chapters in one language."""

    language: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Second:
    """A companion as the player offers it."""

    name: str
    address: str
    delay: str
    """The recording's second at which it begins."""


@dataclass(frozen=True, kw_only=True)
class Player:
    """One recording, ready to be played."""

    key: str
    name: Text
    address: str
    door: str
    length: float
    """In seconds; the player shows it before anything is loaded."""
    poster: str = ""
    preview: str = ""
    sound_only: str = ""
    download: str = ""
    download_size: int = 0
    chapters: str = ""
    captions: list[Track] = field(default_factory=list)
    signs: list[Second] = field(default_factory=list)
    sounds: list[Second] = field(default_factory=list)


def player_of(one: Recorded, edition: Edition) -> Player:
    """Return all that a recording has to offer at this moment."""
    recording = one.recording
    around = {"convention": edition.slug, "code": one.code}
    companions = [c for c in recording.companions.all() if c.is_ready]
    chapters = {**around, "language": edition.language}
    return Player(
        key=recording.key,
        name=one.title,
        address=f"{recording.address}{recording.variants[0]}",
        door=f"/{edition.slug}/door/",
        length=one.seconds,
        poster=one.thumbnail,
        preview=f"{recording.address}{PREVIEW}" if recording.has_preview else "",
        sound_only=f"{recording.address}{SOUND_ONLY}" if SOUND_ONLY in recording.variants else "",
        download=f"{recording.address}{DOWNLOAD}" if recording.download_size else "",
        download_size=recording.download_size or 0,
        chapters=reverse("library:chapters", kwargs=chapters) if recording.chapters.all() else "",
        captions=[
            Track(
                code,
                name_of_language(code),
                reverse("library:captions", kwargs={**around, "language": code}),
            )
            for code in one.caption_languages
        ],
        signs=[_second(one, c) for c in companions if c.has_picture],
        sounds=[_second(one, c) for c in companions if not c.has_picture],
    )


def _second(one: Recorded, companion: Companion) -> Second:
    delay = companion.offset - one.recording.starts_in
    return Second(_name(companion), f"{companion.address}{MASTER}", f"{delay:.3f}")


def _name(companion: Companion) -> str:
    language = name_of_language(companion.language)
    if companion.kind == CompanionKind.SIGN_LANGUAGE:
        return _("Sign language")
    if companion.kind == CompanionKind.DESCRIPTION:
        return _("Audio description (%(language)s)") % {"language": language}
    return _("Interpretation (%(language)s)") % {"language": language}
