# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The library as voctoweb, the software of media.ccc.de, publishes its own.

Clients made for that find their way here. The names, types and nesting are voctoweb's: a
*conference* is a convention, an *event* a session with a recording, a *recording* one of its files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from konvent.library.files import PREVIEW, STRIP
from konvent.site.formats.published import HLS, Told, absolute, is_open
from konvent.site.related import related

if TYPE_CHECKING:
    from konvent.library.models import Caption
    from konvent.site.edition import Edition
    from konvent.site.formats.published import File
    from konvent.site.recordings import Recorded

State = dict[str, Any]

LANGUAGES = {
    "de": "deu",
    "en": "eng",
    "fr": "fra",
    "es": "spa",
    "it": "ita",
    "nl": "nld",
    "da": "dan",
    "pl": "pol",
    "cs": "ces",
    "uk": "ukr",
    "ru": "rus",
    "tr": "tur",
    "ar": "ara",
}
"""ISO 639-1 to ISO 639-2, as voctoweb names languages."""
RECENT = 100
"""Events that are called recent at most."""
MEGABYTE = 1 << 20
STREAM, FILM, SOUND, CAPTIONS = 0, 1, 2, 50
"""What the last two digits of a recording's number say."""
WITH_PICTURE = {STREAM, FILM}


class Archive:
    """All that is told of one convention."""

    def __init__(self, edition: Edition, shelf: list[Recorded]) -> None:
        self.edition = edition
        self.told = {one.recording.guid: Told(one, edition) for one in shelf}
        self.by_code = {told.one.code: told for told in self.told.values()}

    def conferences(self) -> State:
        return {"conferences": [self._conference()]}

    def conference(self) -> State:
        return {**self._conference(), "events": [self._event(told) for told in self.told.values()]}

    def events(self) -> State:
        return {"events": [self._event(told) for told in self.told.values()]}

    def recent(self) -> State:
        """Return the events that were released last, the newest first."""
        newest = sorted(self.told.values(), key=lambda told: told.released_at, reverse=True)
        return {"events": [self._event(told) for told in newest[:RECENT]]}

    def event(self, guid: object) -> State | None:
        """Return the event of this guid with its files; None when there is none."""
        told = next((t for key, t in self.told.items() if str(key) == str(guid)), None)
        return {**self._event(told), "recordings": self._recordings(told)} if told else None

    def recordings(self) -> State:
        every = [found for told in self.told.values() for found in self._recordings(told)]
        return {"recordings": every}

    def recording(self, number: int) -> State | None:
        """Return the file of this number; None when there is none."""
        address = self._address("recording", number=number)
        found = self.recordings()["recordings"]
        return next((one for one in found if one["url"] == address), None)

    def _conference(self) -> State:
        convention = self.edition.convention
        newest = max((told.released_at for told in self.told.values()), default=None)
        changed = max((told.changed_at for told in self.told.values()), default=None)
        changed = changed or self.edition.starts_at
        return {
            "acronym": convention.slug,
            "aspect_ratio": "16:9",
            "updated_at": changed.isoformat() if changed else None,
            "title": str(convention.title),
            "schedule_url": absolute(reverse("programme:schedule_xml", args=[convention.slug])),
            "slug": convention.slug,
            "event_last_released_at": newest.isoformat() if newest else None,
            "link": absolute(f"/{convention.slug}/"),
            "description": str(convention.subtitle) or None,
            "webgen_location": convention.slug,
            "logo_url": absolute(
                reverse("site:logo" if convention.logo else "site:icon", args=[convention.slug])
            ),
            "images_url": absolute(f"/{convention.slug}/recordings"),
            "recordings_url": absolute(f"/{convention.slug}/recordings"),
            "url": self._address("conference", acronym=convention.slug),
        }

    def _event(self, told: Told) -> State:
        recording, entry = told.one.recording, told.one.entry
        session = entry.session if entry else None
        below = absolute(recording.address)
        has_preview = recording.has_preview
        return {
            "guid": str(recording.guid),
            "title": told.title,
            "subtitle": str(session.subtitle) or None if session else None,
            "slug": session.slug if session else told.one.code.lower(),
            "link": absolute(reverse("site:session", kwargs=self._around(told))),
            "description": told.words,
            "original_language": _language(session.language if session else ""),
            "persons": [person.name for person in told.people],
            "tags": self._tags(told),
            "view_count": 0,
            "promoted": False,
            "date": recording.began_at.isoformat(),
            "release_date": told.released_at.isoformat(),
            "updated_at": told.changed_at.isoformat(),
            "length": round(told.one.seconds),
            "duration": round(told.one.seconds),
            "thumb_url": told.picture,
            "poster_url": told.picture,
            "timeline_url": f"{below}{STRIP}" if has_preview else "",
            "thumbnails_url": f"{below}{PREVIEW}" if has_preview else "",
            "frontend_link": told.page,
            "url": self._address("event", guid=recording.guid),
            "conference_title": str(self.edition.convention.title),
            "conference_url": self._address("conference", acronym=self.edition.slug),
            "related": self._related(told),
        }

    def _tags(self, told: Told) -> list[str]:
        entry = told.one.entry
        named = [entry.track.name if entry.track else "", entry.kind_name] if entry else []
        return [self.edition.slug, *(str(name) for name in named if name)]

    def _related(self, told: Told) -> list[State]:
        if told.one.entry is None:
            return []
        schedule, session = self.edition.schedule, told.one.entry.session
        found = [self.by_code[s.code] for s in related(schedule, session, self.by_code.keys())]
        return [
            {
                "event_id": other.one.recording.pk,
                "event_guid": str(other.one.recording.guid),
                "weight": len(found) - place,
            }
            for place, other in enumerate(found)
        ]

    def _recordings(self, told: Told) -> list[State]:
        """Return the files of an event, where programs may have them: they bring no ticket."""
        if not is_open(self.edition):
            return []
        one = told.one.recording
        stream = f"{one.address}{one.variants[0]}"
        files = [self._file(told, STREAM, absolute(stream), HLS, None)]
        files += [self._download(told, FILM, file) for file in (told.film,) if file]
        files += [self._download(told, SOUND, file) for file in (told.sound,) if file]
        captions = sorted(one.captions.all(), key=lambda caption: caption.language)
        return [*files, *(self._captions(told, c) for c in captions if c.is_published)]

    def _download(self, told: Told, part: int, file: File) -> State:
        return self._file(told, part, file.address, file.kind, round(file.size / MEGABYTE))

    def _captions(self, told: Told, caption: Caption) -> State:
        around = {"convention": self.edition.slug, "code": told.one.code}
        path = reverse("library:captions", kwargs={**around, "language": caption.language})
        file = self._file(told, CAPTIONS, absolute(path), "text/vtt", None)
        number = caption.pk * 100 + CAPTIONS
        language = _language(caption.language)
        return {**file, "language": language, "url": self._address("recording", number=number)}

    def _file(self, told: Told, part: int, address: str, kind: str, size: int | None) -> State:
        recording, entry = told.one.recording, told.one.entry
        width, height = (part in WITH_PICTURE and told.picture_size) or (None, None)
        return {
            "length": round(told.one.seconds),
            "mime_type": kind,
            "language": _language(entry.session.language if entry else ""),
            "filename": address.rpartition("/")[2],
            "state": "new",
            "folder": recording.key,
            "high_quality": part in WITH_PICTURE,
            "width": width,
            "height": height,
            "updated_at": told.changed_at.isoformat(),
            "label": None,
            "size": size,
            "recording_url": address,
            "url": self._address("recording", number=recording.pk * 100 + part),
            "event_url": self._address("event", guid=recording.guid),
            "conference_url": self._address("conference", acronym=self.edition.slug),
        }

    def _around(self, told: Told) -> dict[str, str]:
        edition = self.edition
        return {
            "convention": edition.slug,
            "language": edition.language,
            "code": told.one.code,
        }

    def _address(self, name: str, **parts: object) -> str:
        return absolute(
            reverse(f"site:voctoweb_{name}", kwargs={"convention": self.edition.slug, **parts})
        )


def _language(code: str) -> str:
    """Return languages as voctoweb writes them, as in "deu-eng"."""
    spoken = [part.strip()[:2] for part in code.split(",") if part.strip()]
    return "-".join(LANGUAGES.get(part, part) for part in spoken)
