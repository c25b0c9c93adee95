# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One source of a stage: an encoder that is watched, and started again whatever happens to it."""

from __future__ import annotations

import logging
import time
from collections import deque
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Protocol

from konvent.foundation.media.names import SECONDS, init_name, run_name
from konvent.foundation.media.segments import Segment, finished, lists_of, output, stamps_of
from konvent.stage.media.clock import RunClock
from konvent.stage.media.encoder import Encoder
from konvent.stage.media.switch import Standing

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

TIME_TO_START = 15.0
"""Seconds a new run has for its first segment."""
STUCK_AFTER = 4.0 * SECONDS
STEADY_AFTER = 5
"""Segments after which a run counts as well, and a pause after its end starts small again."""
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0
REMEMBERED = 30
SHORTEST = 0.1

logger = logging.getLogger(__name__)


class Recipe(Protocol):
    """How a source's encoder is started, and what its words mean."""

    @property
    def name(self) -> str: ...
    @property
    def secret(self) -> str: ...
    @property
    def variants(self) -> Sequence[str]: ...
    @property
    def is_waiting(self) -> bool:
        """Whether it listens, and nobody has come yet."""

    @property
    def is_connected(self) -> bool:
        """Whether somebody came: if it ends now, that was them."""

    @property
    def is_down(self) -> bool:
        """Whether it has said that its picture has ended."""

    @property
    def wants_another_run(self) -> bool:
        """Whether it was started in a way that does not suit what arrives."""

    def prepare(self, folder: Path) -> None: ...
    def inputs(self) -> list[str]: ...
    def also(self) -> list[str]: ...
    def environment(self) -> dict[str, str]: ...
    def hear(self, line: str, at: float) -> None: ...
    def weigh(self, segment: Segment) -> bool:
        """Say whether a segment can be shown."""

    def begin_nothing(self) -> None:
        """Take in that a run has finished nothing in the time it had to start."""

    def close(self) -> None:
        """End what was started beside the encoder."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A finished segment in its place in time, for the channel to take."""

    segment: Segment
    starts: float


class Feed:
    """Keeps a source's encoder going and offers its segments."""

    def __init__(self, folder: Path, recipe: Recipe, wall: Callable[[], float] = time.time) -> None:
        """Place what the encoder makes by the clock on the ``wall``."""
        self.recipe = recipe
        self._wall = wall
        self.offers: deque[Offer] = deque(maxlen=REMEMBERED)
        self._folder = folder
        self._encoder: Encoder | None = None
        self._clock = RunClock()
        self._lists: list[str] = []
        self._stamps: list[tuple[int, int]] | None = None
        self._segments = self._streak = 0
        self._length = self._longest = float(SECONDS)
        self._heard_at = -inf
        self._pause = FIRST_PAUSE
        self._start_at = 0.0
        self._alive_until = inf

    @property
    def heads(self) -> set[str]:
        """What every segment of the present run needs, however long ago it was written."""
        if self._encoder is None:
            return set()
        return {init_name(self._encoder.run, name) for name in self.recipe.variants or ("",)}

    def look(self, now: float) -> None:
        """Do what there is to do: called several times a second."""
        if self._encoder is None:
            if now >= self._start_at:
                self._start(now)
            return
        code = self._encoder.exit_code()
        self._hear(self._encoder, now)
        self._collect(self._encoder, now)
        if code is not None:
            self._give_up(f"ended ({code})", now)
        elif self.recipe.wants_another_run:
            self._give_up("does not suit what arrives", now)
        elif now > self._alive_until:
            if not self._segments:
                self.recipe.begin_nothing()
            self._give_up("is stuck", now)

    def standing(self, now: float) -> Standing:
        is_down = self._encoder is None or self.recipe.is_down
        return Standing(now - self._heard_at, self._length, self._streak, is_down)

    def close(self) -> None:
        """End the encoder."""
        self.recipe.close()
        if self._encoder:
            self._encoder.end()
            self._encoder = None

    def _start(self, now: float) -> None:
        recipe = self.recipe
        self._folder.mkdir(parents=True, exist_ok=True)  # memory may have been cleared
        recipe.prepare(self._folder)
        run = run_name(time.time())
        while any(self._folder.glob(f"{run}-*init.mp4")):  # the clock was set back
            time.sleep(0.002)
            run = run_name(time.time())
        command = [*recipe.inputs(), *output(run, recipe.variants), *recipe.also()]
        facts = {"source": recipe.name, "secret": recipe.secret}
        self._encoder = Encoder(self._folder, run, command, recipe.environment(), **facts)
        self._clock = RunClock()
        self._lists, self._stamps = lists_of(self._folder, run, recipe.variants), None
        self._segments = self._streak = 0
        self._longest = float(SECONDS)
        self._alive_until = inf if recipe.is_waiting else now + TIME_TO_START
        logger.info("%s of %s starts as run %s.", recipe.name, self._folder.name, run)

    def _hear(self, encoder: Encoder, now: float) -> None:
        was_waiting = self.recipe.is_waiting
        for line in encoder.new_lines():
            self.recipe.hear(line, now)
        if was_waiting and not self.recipe.is_waiting:
            self._alive_until = now + TIME_TO_START

    def _collect(self, encoder: Encoder, now: float) -> None:
        variants = self.recipe.variants
        stamps = stamps_of(self._lists)
        if stamps == self._stamps:
            return
        self._stamps = stamps
        new = finished(self._folder, encoder.run, after=self._segments - 1, variants=variants)
        for segment in new:
            self._segments = segment.number + 1
            self._longest = max(self._longest, segment.duration)
            ago = time.time() - segment.closed_at
            starts = self._clock.place(segment.duration, self._wall() - ago)
            self._heard_at = now
            if segment.duration >= SHORTEST and self.recipe.weigh(segment):
                self._streak += 1
                self._length = segment.duration
                self.offers.append(Offer(segment, starts))
        if new:  # the longest may not be good to show, and the next one takes as long
            self._alive_until = now + max(STUCK_AFTER, 2 * self._longest)

    def _give_up(self, reason: str, now: float) -> None:
        """Let the encoder go; a new one starts after a pause that grows with every quick end."""
        if self._encoder is None:
            return
        self._encoder.end()
        self._hear(self._encoder, now)
        is_quick = self._segments < STEADY_AFTER and not self.recipe.is_connected
        self._pause = min(self._pause * 2, LONGEST_PAUSE) if is_quick else FIRST_PAUSE
        self._start_at = now + self._pause
        logger.warning(
            "The encoder (%s) of %s %s and starts again in %.1f s. Its last words: %s",
            *(self.recipe.name, self._folder.name, reason, self._pause),
            self._encoder.last_words(),
        )
        self._encoder = None
