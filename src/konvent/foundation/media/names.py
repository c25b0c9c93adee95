# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How runs and their files are called; sorted by name, runs are sorted by time."""

from __future__ import annotations

import re
from datetime import UTC, datetime

LIVE = "live.m3u8"
MASTER = "master.m3u8"
DVR, DVR_MASTER = "dvr.m3u8", "dvr-master.m3u8"
"""Go back to the beginning of the session: the best rendition, and the choice of all."""
RENDITIONS = ("mid", "lo", "au")
"""Names of renditions besides the best, which has none in playlists' names."""
PLAYLISTS = (
    *(MASTER, LIVE, DVR, DVR_MASTER),
    *(f"{name}.m3u8" for name in RENDITIONS),
    *(f"dvr-{name}.m3u8" for name in RENDITIONS),
)

PICTURE = ".picture.json"
"""What is on air and how the sources are, for the desk of a house whose database takes nothing."""
WATCHED = ".watched"
"""Its time says when somebody looked at what is seen of the sources."""
LEVELS = ".levels.json"
"""How loud the sources are. Names that begin with a dot are the house's own and never served."""

SECONDS = 2
"""Length of a segment, and of an encoder's group of pictures."""

SOUND = "au"
"""Name of the rendition that is sound only."""

SLATE = "slate"
"""Name of the source that is shown when nothing comes in."""

FILM = "film"
"""Name of the source that is a talk filmed before."""

MAIN = "main.m3u8"
"""A recording's own playlist of its best rendition."""

SEGMENT = re.compile(r"(?P<run>\d{8}T\d{9})(-(?P<variant>[a-z]+))?-(?P<number>\d{5,})\.m4s")
MADE_BY_A_RUN = re.compile(r"\d{8}T\d{9}[-.].+")


def run_name(moment: float) -> str:
    """Name a run after the millisecond in UTC in which it starts."""
    start = datetime.fromtimestamp(moment, UTC)
    return f"{start:%Y%m%dT%H%M%S}{start.microsecond // 1000:03}"


def moment_of(run: str) -> float:
    """Return when a run started, which its name says. Raises ValueError."""
    return datetime.strptime(f"{run}000+0000", "%Y%m%dT%H%M%S%f%z").timestamp()


def init_name(run: str, variant: str = "") -> str:
    return f"{run}-{variant}-init.mp4" if variant else f"{run}-init.mp4"


def still_name(role: str) -> str:
    """Name the newest still picture of a source, which only the producer sees."""
    return f".{role}.jpg"


def segment_name(run: str, number: int, variant: str = "") -> str:
    return f"{run}-{variant}-{number:05}.m4s" if variant else f"{run}-{number:05}.m4s"
