# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The slate: what a stage shows while its sources are silent.

Its segments are made once, from the convention's look, and offered round after round on the wall
clock. There is no process that could die while they are shown.
"""

from __future__ import annotations

import hashlib
import json
import logging
import subprocess
import time
from dataclasses import asdict
from pathlib import Path

from konvent.foundation.media.ffmpeg import program
from konvent.foundation.media.index import write_whole
from konvent.foundation.media.names import SECONDS, SLATE, run_name
from konvent.foundation.media.probe import PIECE_OF_MUSIC, Facts, Look, opening
from konvent.foundation.media.segments import Segment, finished, output
from konvent.foundation.processes import die_with_parent
from konvent.foundation.refusals import RefusedError
from konvent.stage.media.feed import Offer
from konvent.stage.media.slate_picture import Design, draw

SOURCE = SLATE
SEGMENTS = 15
FRAMES_PER_SECOND = 12
FARTHEST_BACK = 8.0
"""Seconds that are filled at most, when nothing was shown for longer."""
VARIANTS = ("hi", "au")
MADE_LIKE = 2
"""Changes whenever slates of an earlier Konvent are to be made anew."""
LONGEST_MUSIC = 300
"""Seconds of a piece of music that are played."""
FADE = 1.5
"""Seconds in which music comes and goes, where its end meets its beginning."""

SILENCE = "anullsrc=r=48000:cl=stereo"
STILL = (
    "[0:v]format=yuv420p,loop=loop=-1:size=1:start=0,"
    f"setpts=N/({FRAMES_PER_SECOND}*TB),fps={FRAMES_PER_SECOND}[picture]"
)
"""The picture, read once and shown over and over."""
ALIKE = "aresample=48000,aformat=channel_layouts=stereo,apad"

logger = logging.getLogger(__name__)


class Slate:
    """Offers the slate's segments from any moment on."""

    def __init__(self, folder: Path, design: Design) -> None:
        self.design = design
        self._folder = folder
        look = json.dumps([MADE_LIKE, asdict(design)], sort_keys=True)
        self._memory = folder / f"slate-{hashlib.sha256(look.encode()).hexdigest()[:12]}.json"
        self._is_mute = False
        """Whether its music was tried, and made nothing of."""
        self._look: Look | None = None
        self._music: Facts | None = None
        """What is known of its music; stages do not wait for the look into it."""
        self._making: subprocess.Popen[bytes] | None = None
        self._run = ""
        self._round: list[Segment] = self._remembered()
        self._place, self._until = 0, 0.0

    @property
    def is_ready(self) -> bool:
        return bool(self._round)

    @property
    def files(self) -> set[str]:
        """What must not be swept away."""
        if self._making:
            return {file.name for file in self._folder.glob(f"{self._run}*")}
        return {name for segment in self._round for name in segment.files}

    def look(self) -> None:
        """Make the segments, once."""
        if self._round:
            return
        if self._making is None:
            if self._knows_its_music():
                self._make()
        elif self._making.poll() is not None:
            self._take()

    def close(self) -> None:
        if self._look:
            self._look.end()
            self._look = None
        if self._making:
            self._making.kill()
            self._making.wait()
            self._making = None

    def begin(self, shown_until: float, now: float) -> None:
        """Go on from what has been shown, so that no moment is missing."""
        self._place = 0
        self._until = max(min(shown_until, now), now - FARTHEST_BACK)

    def offers(self, now: float) -> list[Offer]:
        """Return what has become due; it never claims to come from the future."""
        due = []
        if not self._until - FARTHEST_BACK < now < self._until + 2 * FARTHEST_BACK:
            self._until = now  # the clock was set, or this process has slept
        while self._round:
            segment = self._round[self._place % len(self._round)]
            if self._until + segment.duration > now:
                break
            if not (self._folder / segment.name).exists():  # memory has been cleared
                self._round = []
                break
            due.append(Offer(segment, self._until))
            self._until += segment.duration
            self._place += 1
        return due

    def _make(self) -> None:
        place = self._folder / "slate"
        place.mkdir(parents=True, exist_ok=True)
        draw(self.design).save(place / "slate.png")
        self._run = run_name(time.time())
        group = str(FRAMES_PER_SECOND * SECONDS)
        seconds, sound = self._sound()
        command = [
            *("-nostdin", "-loglevel", "error", "-i", "slate/slate.png"),
            *(*sound, "-t", str(seconds)),
            *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "stillimage", "-bf", "0"),
            *("-pix_fmt", "yuv420p", "-g", group, "-keyint_min", group, "-sc_threshold", "0"),
            *("-b:v", "250k", "-maxrate", "300k", "-bufsize", "300k", "-c:a", "aac"),
            *("-b:a", "64k", "-threads", "1", "-var_stream_map", "v:0,a:0,name:hi a:1,name:au"),
            *output(self._run, VARIANTS),
        ]
        command[command.index("-hls_list_size") + 1] = "0"
        self._making = subprocess.Popen(
            [program(), *command],
            cwd=self._folder,
            env={},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=die_with_parent,  # noqa: PLW1509 -- this process has one thread
        )

    def _knows_its_music(self) -> bool:
        """Look into it first, if there is some; without it there is silence."""
        if not self.design.music or self._is_mute or self._music:
            return True
        try:
            self._look = self._look or Look(Path(self.design.music), PIECE_OF_MUSIC)
            self._music = self._look.result()
        except (OSError, RefusedError) as error:
            logger.warning("%s: the slate's music: %s", self._folder.name, error)
            self._is_mute, self._look = True, None
        if self._music:
            self._look = None
        return self._is_mute or self._music is not None

    def _sound(self) -> tuple[int, list[str]]:
        """Return how long a round is, and what is heard in it: music, or silence."""
        length, source, heard = SEGMENTS * SECONDS, ["-f", "lavfi", "-i", SILENCE], "anull"
        if self._music and not self._is_mute:
            length = int(min(self._music.seconds, LONGEST_MUSIC)) // SECONDS * SECONDS
            file = str(Path(self.design.music).absolute())
            source = [*opening(self._music.container), "-i", file]
            fade = min(FADE, length / 4)
            heard = f"afade=t=in:d={fade},afade=t=out:st={length - fade}:d={fade}"
        both = f"{STILL};[1:a:0]atrim=end={length},{heard},{ALIKE},asplit[one][two]"
        maps = ["-map", "[picture]", "-map", "[one]", "-map", "[two]"]
        return length, [*source, "-filter_complex", both, *maps]

    def _take(self) -> None:
        """Take what has been made; if that is nothing, it is tried again."""
        self._making = None
        made = finished(self._folder, self._run, after=-1, variants=VARIANTS)
        self._round = [s for s in made if abs(s.duration - SECONDS) < 1 / FRAMES_PER_SECOND]
        if not self._round:
            logger.error("The slate of %s could not be made.", self._folder.name)
            self._is_mute = True
            return
        write_whole(self._memory, json.dumps([asdict(segment) for segment in self._round]))

    def _remembered(self) -> list[Segment]:
        """Read what was made before, if all of it is still there."""
        try:
            facts = json.loads(self._memory.read_text())
            made = [Segment.from_facts(one) for one in facts]
        except (OSError, ValueError, TypeError, KeyError):
            return []
        names = {name for segment in made for name in segment.files}
        return made if all((self._folder / name).exists() for name in names) else []
