# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a film lacks that was made ready before its stages offered more, and the room that takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.foundation.arriving import missing_room
from konvent.stage.media.ladder import added_kilobits, outputs
from konvent.stage.media.reel import read_contents

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from konvent.foundation.media.segments import Segment


def lacks(segments: Sequence[Segment], quality: str) -> bool:
    """Whether a film has not all renditions of a quality."""
    return not set(outputs(quality)[1:]) <= set(segments[0].others)


def size_again(segments: Sequence[Segment], quality: str) -> float:
    """Return the bytes that a film takes which is made again for a quality, at most."""
    seconds = sum(segment.duration for segment in segments)
    size = sum(segment.size for segment in segments)
    return size + 125 * added_kilobits(quality) * seconds


def holds_up(folder: Path, quality: str) -> int:
    """Return the bytes that the disk has too few to make a film again; 0 if it needs nothing."""
    try:
        segments = read_contents(folder)
        return missing_room(size_again(segments, quality)) if lacks(segments, quality) else 0
    except (OSError, ValueError, LookupError):
        return 0
