# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One stage's picture: an encoder that is watched, and the channel it feeds."""

from __future__ import annotations

import logging
import shutil
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from konvent.foundation.media.names import MADE_BY_A_RUN, SECONDS, init_name, run_name
from konvent.stage.media import card as test_card
from konvent.stage.media.channel import Channel
from konvent.stage.media.encoder import Encoder, end_leftover
from konvent.stage.media.segments import finished

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.foundation.media.index import Row
    from konvent.stage.media.card import Card

TIME_TO_START = 15.0
"""Seconds a new run has for its first segment."""
STUCK_AFTER = 4.0 * SECONDS
STEADY_AFTER = 5
"""Segments after which a run counts as well, and a pause after its end starts small again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0

KEPT = 600.0
"""Seconds for which a segment stays after its end: players that fell behind still ask for it."""
KEPT_WHEN_FULL = 60.0
NEARLY_FULL = 300_000_000  # bytes
SWEPT_EVERY = 20.0

logger = logging.getLogger(__name__)


class Studio:
    """Keeps a stage's picture going, whatever its encoder does."""

    def __init__(self, folder: Path, card: Card) -> None:
        self.card = card
        self._folder = folder
        self._encoder: Encoder | None = None
        self._segments = 0
        self._pause = FIRST_PAUSE
        self._start_at = self._sweep_at = 0.0
        self._alive_until = 0.0
        folder.mkdir(parents=True, exist_ok=True)
        end_leftover(folder)
        self._channel = Channel(folder)

    def look(self) -> None:
        """Do what there is to do: called several times a second."""
        now = time.monotonic()
        if self._encoder is None:
            if now >= self._start_at:
                self._start(now)
        else:
            code = self._encoder.exit_code()
            self._collect(self._encoder, now)
            if code is not None:
                self._give_up(f"ended ({code})", now)
            elif now > self._alive_until:
                self._give_up("is stuck", now)
        if now >= self._sweep_at:
            self._sweep_at = now + SWEPT_EVERY
            self._sweep(time.time())

    def close(self) -> None:
        """End the encoder. What the channel shows stays, for whoever goes on with it."""
        if self._encoder:
            self._encoder.end()
            self._encoder = None

    def _start(self, now: float) -> None:
        test_card.prepare(self._folder, self.card)
        run = run_name(time.time())
        while (self._folder / init_name(run)).exists():  # the clock was set back
            time.sleep(0.002)
            run = run_name(time.time())
        environment = test_card.environment(self.card)
        self._encoder = Encoder(self._folder, run, test_card.command(), environment)
        self._segments = 0
        self._alive_until = now + TIME_TO_START
        logger.info("The picture of %s starts as run %s.", self._folder.name, run)

    def _collect(self, encoder: Encoder, now: float) -> None:
        segments = finished(self._folder, encoder.run, after=self._segments - 1)
        for segment in segments:
            self._channel.add(test_card.SOURCE, segment)
            self._segments = segment.number + 1
        if segments:
            self._channel.show()
            self._alive_until = now + STUCK_AFTER

    def _give_up(self, reason: str, now: float) -> None:
        """Let the encoder go; a new one starts after a pause that grows with every quick end."""
        if self._encoder is None:
            return
        self._encoder.end()
        is_quick = self._segments < STEADY_AFTER
        self._pause = min(self._pause * 2, LONGEST_PAUSE) if is_quick else FIRST_PAUSE
        self._start_at = now + self._pause
        logger.warning(
            "The encoder of %s %s and starts again in %.1f s. Its last words: %s",
            *(self._folder.name, reason, self._pause, self._encoder.last_words()),
        )
        self._encoder = None

    def _sweep(self, now: float) -> None:
        """Delete what no player can ask for any more."""
        kept = KEPT
        if shutil.disk_usage(self._folder).free < NEARLY_FULL:
            kept = KEPT_WHEN_FULL
            logger.error("The disk is nearly full: of %s only a minute is kept.", self._folder.name)

        def is_over(row: Row) -> bool:
            return row.ends < now - kept

        self._channel.index.forget(is_over)
        in_use = {name for row in self._channel.index.rows for name in (row.uri, row.init)}
        for file in self._folder.iterdir():
            if MADE_BY_A_RUN.fullmatch(file.name) and file.name not in in_use:
                with suppress(FileNotFoundError):
                    if file.stat().st_mtime < now - KEPT_WHEN_FULL:
                        file.unlink()
