# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the player of a recording needs to know, and the words of its choices."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from konvent.foundation.languages import name_of_language
from konvent.foundation.media.names import MASTER, SOUND
from konvent.library.files import DOWNLOAD, PREVIEW, THUMBNAIL
from konvent.library.models import CompanionKind

if TYPE_CHECKING:
    from konvent.foundation.texts import Text
    from konvent.library.models import Companion, Recording

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
    pieces: str
    """As JSON: the recording's second, its own at that moment, and for how many seconds so."""


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


def player_of(recording: Recording, *, name: Text, language: str) -> Player:
    """Return all that a recording has to offer at this moment."""
    slug = recording.convention.slug
    around = {"convention": slug, "code": recording.session_code}
    companions = [c for c in recording.companions.all() if c.is_offered]
    chapters = {**around, "language": language}
    below = recording.address
    return Player(
        key=recording.key,
        name=name,
        address=f"{below}{recording.variants[0]}",
        door=f"/{slug}/door/",
        length=recording.duration.total_seconds(),
        poster=f"{below}{THUMBNAIL}" if recording.has_preview else "",
        preview=f"{below}{PREVIEW}" if recording.has_preview else "",
        sound_only=f"{below}{SOUND_ONLY}" if SOUND_ONLY in recording.variants else "",
        download=f"{below}{DOWNLOAD}" if recording.download_size else "",
        download_size=recording.download_size or 0,
        chapters=reverse("library:chapters", kwargs=chapters) if recording.chapters.all() else "",
        captions=[
            Track(
                caption.language,
                name_of_language(caption.language),
                reverse("library:captions", kwargs={**around, "language": caption.language}),
            )
            for caption in sorted(recording.captions.all(), key=lambda caption: caption.language)
            if caption.is_published
        ],
        signs=[_second(recording, c) for c in companions if c.has_picture],
        sounds=[_second(recording, c) for c in companions if not c.has_picture],
    )


def player_for_writing(recording: Recording) -> Player:
    """Return the player as the staff needs it beside captions: the picture and its sound."""
    player = player_of(
        recording, name=recording.title, language=recording.convention.default_language
    )
    return replace(player, captions=[], chapters="", signs=[], sounds=[], sound_only="")


def clock_length(seconds: float) -> str:
    """Return seconds as a player counts them."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _second(recording: Recording, companion: Companion) -> Second:
    pieces = [
        [round(at - recording.starts_in, 3), round(begins, 3), round(seconds, 3)]
        for at, begins, seconds in companion.pieces
    ]
    return Second(_name(companion), f"{companion.address}{MASTER}", json.dumps(pieces))


def _name(companion: Companion) -> str:
    language = name_of_language(companion.language)
    if companion.kind == CompanionKind.SIGN_LANGUAGE:
        return _("Sign language")
    if companion.kind == CompanionKind.DESCRIPTION:
        return _("Audio description (%(language)s)") % {"language": language}
    return _("Interpretation (%(language)s)") % {"language": language}
