# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a stage deletes, so that neither the disk nor the memory fills."""

from __future__ import annotations

import logging
import shutil
from contextlib import suppress
from typing import TYPE_CHECKING

from konvent.foundation.media.names import MADE_BY_A_RUN
from konvent.stage.disk import FILLS, IS_FULL, fills, is_full
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
IN_MEMORY = 96 << 20
"""Bytes that a stage's segments may take there while the disk does not take them."""

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
        takes_nothing = last is not None and last.is_missing
        return (*((IS_FULL,) if takes_nothing else ()), *((FILLS,) if self._fills else ()))

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
        self._fills = fills(disk)
        if disk.free < min(NEARLY_FULL, NEARLY_FULL_SHARE * disk.total):
            takes_no_more = is_full(disk)
            kept = self._kept_when_full(now, since, is_full=takes_no_more)
            self._say(f"only {kept:.0f} s", IS_FULL if takes_no_more else FILLS)
        else:
            self._say("as much as before", "")
        oldest = _oldest(now, kept, forgets_until)
        self._channel.index.forget(lambda row: row.ends < oldest)
        rows = self._channel.index.rows
        shown = {name for row in rows if not row.is_missing for name in row.files}
        over = now - KEPT_WHEN_FULL
        _delete(self._archive.kept, over, shown.union(in_use))
        if self._archive.is_apart:
            new = {name for row in rows[-WINDOW:] for name in row.files}
            _delete(self._archive.made, over, new.union(in_use, self._only_in_memory(rows)))

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


def sweep_closed_stage(folder: Path, now: float, until: float = 0.0) -> None:
    """Delete what a stage has kept that shows nothing any more, when its time is over.

    What is older than ``until`` is to be forgotten at once.
    """
    _delete(folder, _oldest(now, KEPT, until))


def _oldest(now: float, kept: float, forgets_until: float) -> float:
    """Return since when things are kept: what must be forgotten goes as soon as nobody needs it."""
    return max(now - kept, min(forgets_until, now - KEPT_WHEN_FULL))


def _delete(folder: Path, before: float, in_use: Collection[str] = ()) -> None:
    """Delete what runs wrote before a moment, and nobody uses."""
    for file in folder.iterdir():
        if MADE_BY_A_RUN.fullmatch(file.name) and file.name not in in_use:
            with suppress(FileNotFoundError):
                if file.stat().st_mtime < before:
                    file.unlink()
