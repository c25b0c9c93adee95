# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is live, as c3voc's streams/v2.json says it, for the clients made for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from konvent.foundation.media.names import MASTER, SOUND
from konvent.site.formats.published import absolute

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from konvent.site.edition import Edition
    from konvent.site.now import Item, OnStage

State = dict[str, Any]

SOUND_ALONE = f"{SOUND}.m3u8"
TECHNIQUES = {
    "video": "H.264 and AAC in fragmented MP4 over HTTP",
    "audio": "AAC in fragmented MP4 over HTTP, 64 kBit/s",
}


def streams(edition: Edition, stages: list[OnStage], heard_alone: Container[str]) -> list[State]:
    """Return the convention with its stages in one group; some can be heard without a picture."""
    convention = edition.convention
    rooms = [_room(edition, stage, heard_alone) for stage in stages]
    return [
        {
            "conference": str(convention.title),
            "slug": convention.slug,
            "author": str(convention.host),
            "description": str(convention.subtitle),
            "keywords": ", ".join(str(track.name) for track in edition.schedule.tracks),
            "schedule": absolute(reverse("programme:schedule_xml", args=[convention.slug])),
            "startsAt": _moment(edition.starts_at),
            "endsAt": _moment(edition.ends_at),
            "isCurrentlyStreaming": any(stage.now for stage in stages),
            "groups": [{"group": "Live", "rooms": rooms}],
        }
    ]


def _room(edition: Edition, stage: OnStage, heard_alone: Container[str]) -> State:
    around = {"convention": edition.slug, "language": edition.language, "room": stage.room.slug}
    name = str(stage.room.name)
    return {
        "slug": stage.room.slug,
        "schedulename": name,
        "thumb": absolute(reverse("site:icon", args=[edition.slug])),
        "link": absolute(reverse("site:stage", kwargs=around)),
        "display": name,
        "stream": stage.room.slug,
        "talks": {"current": _talk(stage.now), "next": _talk(stage.next)},
        "streams": [
            _stream(edition, stage, "hls-native", "video", MASTER),
            *(
                [_stream(edition, stage, "audio-native", "audio", SOUND_ALONE)]
                if stage.room.slug in heard_alone
                else []
            ),
        ],
    }


def _stream(edition: Edition, stage: OnStage, slug: str, kind: str, playlist: str) -> State:
    return {
        "slug": slug,
        "display": str(stage.room.name),
        "type": kind,
        "isTranslated": False,
        "videoSize": None,
        "urls": {
            "hls": {
                "display": "HLS",
                "tech": TECHNIQUES[kind],
                "url": absolute(f"/{edition.slug}/media/{stage.room.slug}/{playlist}"),
            }
        },
    }


def _talk(item: Item | None) -> State | None:
    if item is None:
        return None
    ends_at = item.ends_at or item.starts_at
    return {
        "title": str(item.title),
        "speaker": ", ".join(item.speakers),
        "fstart": item.starts_at.isoformat(),
        "fend": ends_at.isoformat(),
        "start": round(item.starts_at.timestamp()),
        "end": round(ends_at.timestamp()),
        "duration": round((ends_at - item.starts_at).total_seconds()),
        "room_known": True,
    }


def _moment(moment: datetime | None) -> str | None:
    return moment.strftime("%Y-%m-%dT%H:%M:%S%z") if moment else None
