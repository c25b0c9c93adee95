# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a stage deletes, so that neither the disk nor the memory fills."""

from __future__ import annotations

import logging
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from konvent.foundation.media.names import MADE_BY_A_RUN
from konvent.stage.media.archive import FULL, FULL_SHARE
from konvent.stage.media.channel import WINDOW

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from konvent.foundation.media.index import Row
    from konvent.stage.media.channel import Channel

KEPT = 12 * 3600.0
"""Seconds for which a segment stays after its end: a session may be cut late."""
KEPT_OF_THE_CARD = 3 * 3600.0
KEPT_WHEN_FULL = 60.0
NEARLY_FULL, NEARLY_FULL_SHARE = 600_000_000, 0.15
"""Free bytes, and share of the disk, below which old segments go early: whichever is less."""
ALARM_BELOW = 0.2
"""Share of the disk that is free when the producer is told."""
IN_MEMORY = 96 << 20
"""Bytes that a stage's segments may take there while the disk does not take them."""
DISK_FILLS, DISK_IS_FULL = "disk-nearly-full", "disk-full"

logger = logging.getLogger(__name__)


class Broom:
    """Deletes what no player can ask for any more."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._archive = channel.archive
        self._fills = False
        self._said = ""

    @property
    def troubles(self) -> tuple[str, ...]:
        last = self._channel.index.last
        is_full = last is not None and last.is_missing
        return (*((DISK_IS_FULL,) if is_full else ()), *((DISK_FILLS,) if self._fills else ()))

    def sweep(
        self,
        now: float,
        *,
        kept: float,
        since: float,
        in_use: Collection[str],
        forgets_until: float = 0.0,
    ) -> None:
        """Keep so many seconds; when the disk is nearly full, only what was shown ``since``.

        What was shown before ``forgets_until`` goes as soon as no player needs it.
        """
        disk = shutil.disk_usage(self._archive.kept)
        self._fills = disk.free < ALARM_BELOW * disk.total
        if disk.free < min(NEARLY_FULL, NEARLY_FULL_SHARE * disk.total):
            is_full = disk.free <= min(FULL, FULL_SHARE * disk.total)
            kept = self._kept_when_full(now, since, is_full=is_full)
            self._say(f"only {kept:.0f} s", DISK_IS_FULL if is_full else DISK_FILLS)
        else:
            self._say("as much as before", "")
        oldest = max(now - kept, min(forgets_until, now - KEPT_WHEN_FULL))
        self._channel.index.forget(lambda row: row.ends < oldest)
        rows = self._channel.index.rows
        shown = {name for row in rows if not row.is_missing for name in row.files}
        _delete(self._archive.kept, shown.union(in_use), now)
        if self._archive.is_apart:
            new = {name for row in rows[-WINDOW:] for name in row.files}
            _delete(self._archive.made, new.union(in_use, self._only_in_memory(rows)), now)

    def _say(self, kept: str, state: str) -> None:
        """Log what is kept when the state of the disk has changed, not at every look."""
        if state != self._said:
            level = logging.ERROR if state else logging.INFO
            name = self._archive.made.name
            logger.log(level, "The disk (%s): %s keeps %s.", state or "has room", name, kept)
        self._said = state

    def _kept_when_full(self, now: float, since: float, *, is_full: bool) -> float:
        """Keep the session that is on. Where live needs the disk, it goes first at the very end."""
        is_safe = self._archive.is_apart or not is_full
        return max(KEPT_WHEN_FULL, now - since) if since > 0 and is_safe else KEPT_WHEN_FULL

    def _only_in_memory(self, rows: list[Row]) -> set[str]:
        """Return the newest files that the disk did not take, as many as memory may hold."""
        left, names = IN_MEMORY, set()
        for row in reversed(rows):
            if row.is_missing:
                left -= row.size + sum(other.size for other in row.others.values())
                if left < 0:
                    break
                names.update(row.files)
        return names


def _delete(folder: Path, in_use: Collection[str], now: float) -> None:
    for file in folder.iterdir():
        if MADE_BY_A_RUN.fullmatch(file.name) and file.name not in in_use:
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < now - KEPT_WHEN_FULL:
                    file.unlink()
