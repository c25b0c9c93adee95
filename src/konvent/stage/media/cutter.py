# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Makes films ready: one after the other, beside everything else, and nicer than all of it.

A film that players could show is only cut; one that they could not, or whose key frames are too far
apart, is encoded anew; an interlaced one becomes whole pictures. Its loudness stays as it is. When
stages offer more renditions than a film has, it is made again from its best one, and plays as it
was until then.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import time
from typing import TYPE_CHECKING

from konvent.foundation.arriving import has_room
from konvent.foundation.media.ffmpeg import program
from konvent.foundation.media.index import Row
from konvent.foundation.media.names import SECONDS, run_name
from konvent.foundation.media.playlist import finished_playlist
from konvent.foundation.media.probe import FILM, Facts, Look, opening
from konvent.foundation.media.segments import finished, output
from konvent.foundation.processes import die_with_parent
from konvent.foundation.refusals import RefusedError
from konvent.stage.actions.films import note_film
from konvent.stage.films import (
    ORIGINAL,
    films_to_renew,
    folder_of,
    next_to_prepare,
    original_of,
    quality_for,
)
from konvent.stage.media.feed import SHORTEST
from konvent.stage.media.ladder import encode, outputs
from konvent.stage.media.reel import read_contents, write_contents
from konvent.stage.media.renewing import lacks, size_again
from konvent.stage.models import Film

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from konvent.foundation.media.segments import Segment

LOOK_EVERY, ASK_EVERY = 1.0, 60.0
"""Seconds between looks at what is being made ready, and for something to make ready."""
NICENESS = 10
"""On top of the media process's own."""
MOST_PASSED_ON = 8_000_000
"""Bits per second; a film that has more is encoded anew, for the sake of the viewers' lines."""
MISSING_AT_MOST = 2.0
"""Seconds by which a film may be shorter than it says of itself."""
AGAIN = "again"
"""Folder beside a film's segments in which it is made again."""
OUT_TIME = re.compile(r"out_time_us=(\d+)")

logger = logging.getLogger(__name__)


class Cutter:
    """Makes one film ready at a time."""

    def __init__(self) -> None:
        self._cut: Cut | None = None
        self._looked_into: tuple[Film, Look] | None = None
        """A film that is looked into first; stages do not wait for that."""
        self._held_up: list[Renewal] = []
        """Films that were made again and play: what was made waits until they stop."""
        self._look_at = 0.0
        self._settled: set[tuple[int, str]] = set()
        """Films that lack nothing of a quality, were made again for it, or could not be."""
        self._waiting: dict[tuple[int, str], float] = {}
        """The bytes that films wait for which are to be made again."""

    def look(self, now: float) -> None:
        """Begin, go on, or come to an end: called several times a second."""
        if now < self._look_at:
            return
        self._look_at = now + LOOK_EVERY
        self._take_held_up()
        if self._looked_into:
            self._begin(*self._looked_into)
        elif self._cut is None:
            film = next_to_prepare()
            if film:
                self._look_into(film)
            elif not self._renew():
                self._look_at = now + ASK_EVERY
        elif self._cut.is_running():
            self._cut.tell_progress()
        elif self._cut.wants_another_try:
            self._cut.start()
        else:
            cut, self._cut = self._cut, None
            self._take(cut)

    def wake(self) -> None:
        """Look at once: there may be another film."""
        self._look_at = 0.0

    def close(self) -> None:
        if self._cut:
            self._cut.close()
        if self._looked_into:
            self._looked_into[1].end()

    def _take(self, cut: Cut) -> None:
        if isinstance(cut, Renewal) and cut.is_held_up:
            self._held_up.append(cut)
        else:
            cut.take()

    def _take_held_up(self) -> None:
        """Put in place what was made again of films that have stopped playing."""
        waiting, self._held_up = self._held_up, []
        for cut in waiting:
            self._take(cut)

    def _look_into(self, film: Film) -> None:
        try:
            self._looked_into = film, Look(original_of(film), FILM)
        except (RefusedError, OSError) as error:
            self._give_up(film, error)

    def _begin(self, film: Film, look: Look) -> None:
        """Begin with a film as soon as it is known what it holds."""
        try:
            facts = look.result()
        except RefusedError as error:
            self._looked_into = None
            self._give_up(film, error)
            return
        if facts:
            self._looked_into = None
            note_film(film=film, state=Film.State.PREPARING, progress=0)
            self._cut = Cut(film, facts, quality_for(film.convention))
            self._cut.start()

    def _give_up(self, film: Film, error: Exception) -> None:
        logger.warning("The film %s cannot be made ready: %s", film.guid, error)
        note_film(film=film, state=Film.State.FAILED, progress=0)

    def _renew(self) -> bool:
        """Make a film again that lacks renditions its stages offer; say if there is one."""
        wanted: dict[int, str] = {}
        for film in films_to_renew():
            if film.convention_id not in wanted:
                wanted[film.convention_id] = quality_for(film.convention)
            quality = wanted[film.convention_id]
            if (film.pk, quality) not in self._settled and self._begin_again(film, quality):
                return True
        return False

    def _begin_again(self, film: Film, quality: str) -> bool:
        """Begin if it lacks something and the disk has room; what is settled is not asked again."""
        place, again = (film.pk, quality), folder_of(film) / AGAIN
        if place in self._waiting and not has_room(self._waiting[place]):
            return False
        shutil.rmtree(again, ignore_errors=True)
        try:
            before = read_contents(folder_of(film))
            if lacks(before, quality):
                if not self._finds_room(film, quality, before):
                    return False
                renewal = Renewal(film, quality, before)
                renewal.start()
                self._cut = renewal
        except (OSError, ValueError, LookupError) as error:
            logger.warning("The film %s cannot be made again: %s", film.guid, error)
            shutil.rmtree(again, ignore_errors=True)
        self._settled.add(place)
        return self._cut is not None

    def _finds_room(self, film: Film, quality: str, before: Sequence[Segment]) -> bool:
        """Whether the disk takes a film once more; that it does not is said once."""
        needed = size_again(before, quality)
        if has_room(needed):
            return True
        if (film.pk, quality) not in self._waiting:
            self._waiting[film.pk, quality] = needed
            words = "The film %s waits to be made again for more renditions: the disk needs room."
            logger.warning(words, film.guid)
        return False


class Cut:
    """One film on its way into segments."""

    def __init__(self, film: Film, facts: Facts, quality: str) -> None:
        self.film, self.facts = film, facts
        self.folder = folder_of(film)
        self.original = original_of(film)
        self._variants = outputs(quality)
        self._quality = quality
        rate = 8 * film.size / max(facts.seconds, 1.0)
        self._passes_on = facts.suits_players and rate <= MOST_PASSED_ON
        self._process: subprocess.Popen[bytes] | None = None
        self._run = ""

    @property
    def wants_another_try(self) -> bool:
        """Whether it was only cut, and the pieces are too long."""
        return self._passes_on and self._is_too_long()

    def start(self) -> None:
        """Begin from nothing."""
        if self._run:
            self._passes_on = False
        self.folder.mkdir(parents=True, exist_ok=True)
        _empty(self.folder)
        self._run = run_name(time.time())
        with (self.folder / "progress.txt").open("wb") as progress:
            self._process = subprocess.Popen(
                [program(), *self._command()],
                cwd=self.folder,
                env={},
                stdin=subprocess.DEVNULL,
                stdout=progress,
                stderr=subprocess.DEVNULL,
                preexec_fn=_apart,  # noqa: PLW1509 -- this process has one thread
            )

    def is_running(self) -> bool:
        """Whether it goes on; what turns out to be too long is stopped."""
        if self._process is None:
            return False
        if self._process.poll() is None and self._passes_on and self._is_too_long():
            self.close()
        return self._process is not None and self._process.poll() is None

    def tell_progress(self) -> None:
        """Write down how much is done, when it is more."""
        progress = self._progress()
        if progress != self.film.progress:
            self.film.progress = progress
            note_film(film=self.film, state=Film.State.PREPARING, progress=progress)

    def take(self) -> None:
        """Keep what was made if it is whole; the original is not needed any more."""
        segments = self._segments()
        if not segments:
            shutil.rmtree(self.folder, ignore_errors=True)
            note_film(film=self.film, state=Film.State.FAILED, progress=0)
            return
        write_contents(self.folder, segments)
        (self.folder / ORIGINAL).unlink(missing_ok=True)
        seconds = sum(segment.duration for segment in segments)
        note_film(film=self.film, state=Film.State.READY, progress=100, seconds=seconds)

    def _progress(self) -> int:
        """Return how much is done, in per cent."""
        said = OUT_TIME.findall((self.folder / "progress.txt").read_text())
        done = int(said[-1]) / 1_000_000 if said else 0.0
        return min(99, int(100 * done / max(self.facts.seconds, 1.0)))

    def _segments(self) -> list[Segment]:
        """Return what has been made; nothing when it did not come to its end."""
        if self._process is None or self._process.returncode:
            return []
        segments = [segment for segment in self._made() if segment.duration >= SHORTEST]
        seconds = sum(segment.duration for segment in segments)
        if seconds >= self.facts.seconds - MISSING_AT_MOST:
            return segments
        logger.warning("The film %s broke off after %.0f s.", self.film.guid, seconds)
        return []

    def close(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _made(self) -> list[Segment]:
        return finished(self.folder, self._run, after=-1, variants=self._variants)

    def _is_too_long(self) -> bool:
        return any(round(segment.duration) > SECONDS for segment in self._made())

    def _command(self) -> list[str]:
        has_sound = bool(self.facts.sound)
        silence = ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo"]
        command = [
            *("-nostdin", "-nostats", "-loglevel", "error", "-progress", "pipe:1"),
            *(*opening(self.facts.container), "-i", str(self.original.absolute())),
            *([] if has_sound else silence),
            *encode(
                self._quality,
                sound="0:a:0" if has_sound else "1:a:0",
                copies_picture=self._passes_on,
                copies_sound=False,
                is_interlaced=self.facts.is_interlaced,
            ),
            *("-ac", "2", "-map_metadata", "-1", *output(self._run, self._variants)),
        ]
        command[command.index("-hls_list_size") + 1] = "0"
        return command


class Renewal(Cut):
    """A film that is made again beside itself, from its best rendition, for a richer quality.

    Its own playlist is the original: ffmpeg reads one segment after the other where they are.
    """

    def __init__(self, film: Film, quality: str, before: Sequence[Segment]) -> None:
        seconds = sum(segment.duration for segment in before)
        facts = Facts("hls", seconds, picture="h264", suits_players=True, sound="aac")
        super().__init__(film, facts, quality)
        self.place, self.before = self.folder, before
        self.folder = self.place / AGAIN
        self.original = self.folder / ORIGINAL
        self._passes_on = True
        self.folder.mkdir()
        self.original.write_text(finished_playlist([_beside(segment) for segment in before]))

    @property
    def is_held_up(self) -> bool:
        """Whether the film plays: a stage still shows what would be replaced."""
        return self.film.channels.exists()

    def tell_progress(self) -> None:
        """Say nothing: it can be played all the while."""

    def take(self) -> None:
        """Put what was made in the place of what there was."""
        segments = self._segments()
        try:
            if segments:
                self._put_in_place(segments)
            else:
                logger.warning("The film %s stays as it was: not all was made.", self.film.guid)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _put_in_place(self, segments: Sequence[Segment]) -> None:
        """Nothing new stays when the disk does not take the new contents."""
        old = {name for segment in self.before for name in segment.files}
        new = {name for segment in segments for name in segment.files}
        for name in new:
            (self.folder / name).replace(self.place / name)
        over = new - old
        try:
            write_contents(self.place, segments)
            over = old - new
        finally:
            for name in over:
                (self.place / name).unlink(missing_ok=True)


def _beside(segment: Segment) -> Row:
    """Return a film's segment as the folder in which it is made again sees it."""
    starts = segment.closed_at - segment.duration
    names = (f"../{segment.name}", f"../{segment.init}")
    facts = (segment.run, segment.number, *names, segment.duration, starts, segment.size)
    return Row(segment.number, 0, "", *facts)


def _apart() -> None:
    die_with_parent()
    os.nice(NICENESS)


def _empty(folder: Path) -> None:
    """Forget an earlier try."""
    for file in folder.iterdir():
        if file.name != ORIGINAL:
            file.unlink()
