# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is live, as c3voc's streams/v2.json says it, for the clients made for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from konvent.foundation.media.names import MASTER
from konvent.site.formats.published import absolute

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.site.edition import Edition
    from konvent.site.now import Item, OnStage

State = dict[str, Any]


def streams(edition: Edition, stages: list[OnStage]) -> list[State]:
    """Return the convention with its stages in one group."""
    convention = edition.convention
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
            "groups": [{"group": "Live", "rooms": [_room(edition, stage) for stage in stages]}],
        }
    ]


def _room(edition: Edition, stage: OnStage) -> State:
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
            {
                "slug": "hls-native",
                "display": name,
                "type": "video",
                "isTranslated": False,
                "videoSize": None,
                "urls": {
                    "hls": {
                        "display": "HLS",
                        "tech": "H.264 and AAC in fragmented MP4 over HTTP",
                        "url": absolute(f"/{edition.slug}/media/{stage.room.slug}/{MASTER}"),
                    }
                },
            }
        ],
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
