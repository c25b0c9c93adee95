# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a stage's studio is asked for; it is compared, so that only what has changed is touched."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from konvent.stage.media.slate_picture import Design

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.stage.media.card import Card

SRT, RTMP = "srt", "rtmp"
"""Ways in which a picture arrives, as in stage.models.Source.Kind."""

COPY, COPY_AND_SOUND, TWO, THREE = "copy", "sound", "two", "three"
"""Qualities, as in stage.models.Quality."""

ONE_PICTURE = frozenset({COPY, COPY_AND_SOUND})
"""Qualities that pass on the picture as it arrives, and offer no other."""

VARIANTS = {
    COPY: (),
    COPY_AND_SOUND: ("hi", "au"),
    TWO: ("hi", "lo", "au"),
    THREE: ("hi", "mid", "lo", "au"),
}
"""Renditions of each quality, the best first. ``au`` is sound only."""


@dataclass(frozen=True, slots=True)
class Listening:
    """An address for one encoder. Another number of connections sends away who is there."""

    role: str
    port: int
    """Where we listen; by RTMP, where nginx hands out what it was sent."""
    passphrase: str
    kind: str = SRT
    stream: str = ""
    """What nginx calls it; never a secret."""
    latency: int = 200
    connections: int = 0
    quality: str = COPY


@dataclass(frozen=True, slots=True)
class Playing:
    """A film that a stage plays."""

    folder: Path
    """Where its segments are."""
    began: float
    """In seconds since the epoch; it may still be to come."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A stage's picture as it should be."""

    card: Card
    sources: tuple[Listening, ...] = ()
    """By preference: the first that delivers is on air."""
    film: Playing | None = None
    """On air before all sources, unless one of them is held."""
    held: str = ""
    quality: str = COPY
    slate_lines: tuple[str, ...] = ()
    slate_picture: str = ""
    slate_logo: str = ""
    slate_music: str = ""
    since: float = 0.0
    """When the session on now began: viewers can go back to here."""
    forgets_until: float = 0.0
    """What was shown before is not kept any longer: somebody in it did not want that."""

    @property
    def slate(self) -> Design:
        """What the slate is made of."""
        return Design(
            card=self.card,
            lines=self.slate_lines,
            picture=self.slate_picture,
            logo=self.slate_logo,
            music=self.slate_music,
        )
