# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A source that an encoder sends to, as OBS and vMix do: by SRT, or by RTMP through nginx.

What arrives is passed on as it is. Only what players could not show is encoded anew: key frames too
far apart, another codec, no sound. The producer is told, with the mend.
"""

from __future__ import annotations

import re
import time
from collections import deque
from typing import TYPE_CHECKING

from konvent.foundation.media.names import SECONDS, still_name
from konvent.stage.media.health import Health
from konvent.stage.media.ladder import encode, outputs
from konvent.stage.media.looks import Looks
from konvent.stage.media.measures import Measures
from konvent.stage.media.plan import ONE_PICTURE, RTMP

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.foundation.media.segments import Segment
    from konvent.stage.media.plan import Listening

TIMEOUT = 2_000_000
"""Microseconds without a packet after which an encoder counts as gone."""
LONG_SEGMENTS, AMONG = 2, 10
"""So many too long segments among so many are no accident: encoders left alone set key frames also
where the picture changes, and long groups stand between short ones."""

STREAM = re.compile(r"Stream #0:\d+.*?: (Video|Audio): (\w+)")
PROGRESS = re.compile(r"(\w+)= *(\w+)")
"""What ffmpeg says every two seconds of a picture that it encodes."""
SIGNS = {
    "corrupt input packet": "corrupt-packets",
    "BADSECRET": "wrong-passphrase",
    "UNSECURE": "wrong-passphrase",
    "Incorrect passphrase": "wrong-passphrase",
    "Password required": "wrong-passphrase",
    "Address already in use": "port-taken",
    "Connection setup failure": "port-taken",
    "Connection to tcp://": "rtmp-away",
}
DOWN = ("Error during demuxing", "muxing overhead")
"""The end of SRT, and of RTMP."""
SOMETHING_MISSING = "matches no streams"


def place_of(source: Listening) -> list[str]:
    """Tell ffmpeg where the encoder's picture arrives, and in which form."""
    if source.kind == RTMP:
        name = f"{source.stream}?key={source.passphrase}"
        address = f"rtmp://127.0.0.1:{source.port}/live/{name}"
        return ["-protocol_whitelist", "rtmp,tcp", "-f", "flv", "-i", address]
    options = f"mode=listener&latency={source.latency * 1000}&timeout={TIMEOUT}"
    address = f"srt://0.0.0.0:{source.port}?{options}&passphrase={source.passphrase}"
    return ["-protocol_whitelist", "srt", "-f", "mpegts", "-i", address]


class ArrivingRecipe:
    """Takes one encoder at a time, and waits for it as long as it takes."""

    def __init__(self, listening: Listening) -> None:
        self.name = listening.role
        self.secret = listening.passphrase
        self.health = Health()
        self._listening = listening
        self._has_sound = self._copies_sound = self._copies_picture = True
        self._reads_input = self.is_connected = self.is_down = self.wants_another_run = False
        self._are_long: deque[bool] = deque(maxlen=AMONG)
        self._kinds: set[str] = set()
        self.looks = Looks(self.name, self.health)
        self._measures = Measures(self.health, listening.quality)

    @property
    def is_waiting(self) -> bool:
        return not self.is_connected

    @property
    def variants(self) -> tuple[str, ...]:
        return outputs(self._listening.quality)

    def prepare(self, folder: Path) -> None:
        """Forget the encoder that was connected before, and its last picture."""
        (folder / still_name(self.name)).unlink(missing_ok=True)
        self.looks.begin(folder)
        self._measures.begin(folder)
        self.is_connected = self.is_down = self.wants_another_run = self._reads_input = False
        self._are_long.clear()
        self._kinds = set()

    def environment(self) -> dict[str, str]:
        return {}

    def inputs(self) -> list[str]:
        """Tell ffmpeg where to wait, and what becomes of picture and sound."""
        source = self._listening
        silence = ["-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo"]
        return [
            *("-loglevel", "level+info"),
            *([] if self._copies_picture else ["-progress", "pipe:2", "-stats_period", "2"]),
            *("-analyzeduration", "1000000", *place_of(source)),
            *([] if self._has_sound else silence),
            *encode(
                source.quality,
                sound="0:a:0" if self._has_sound else "1:a:0",
                copies_picture=self._copies_picture,
                copies_sound=self._has_sound and self._copies_sound,
            ),
        ]

    def also(self) -> list[str]:
        """Do nothing else: whoever wants to know more looks into what has been written."""
        return []

    def close(self) -> None:
        self.looks.end()

    def weigh(self, segment: Segment) -> bool:
        """Refuse what is longer than a playlist may list; if it goes on, encode it anew."""
        is_long = round(segment.duration) > SECONDS
        self._are_long.append(is_long)
        if not is_long:
            now = time.monotonic()
            self.looks.take(segment, now, has_sound=self._has_sound)
            self._measures.take(segment, now, is_copied=self._copies_picture)
        elif self._are_long.count(True) >= LONG_SEGMENTS:
            self._set_key_frames()
        return not is_long

    def begin_nothing(self) -> None:
        """Take in that a run had its time and finished nothing, though an encoder is there.

        Where the picture is passed on as it is, that waits for nothing but a second key frame.
        """
        has_one = self._listening.quality in ONE_PICTURE and "Video" in self._kinds
        if has_one and self._copies_picture:
            self._set_key_frames()

    def _set_key_frames(self) -> None:
        self.health.begin("long-key-frames")
        self._copies_picture = False
        self.wants_another_run = True

    def hear(self, line: str, at: float) -> None:
        """Take in one line of what ffmpeg says."""
        if "Input #0" in line:
            self._greet()
        elif "Output #" in line or "Stream mapping" in line:
            self._reads_input = False
        elif self._reads_input and (stream := STREAM.search(line)):
            self._take_stream(stream[1], stream[2])
            if stream[1] == "Video":
                self._take_colours(line)
        elif any(words in line for words in DOWN):
            self._say_goodbye()
        elif SOMETHING_MISSING in line:
            self._take_what_is_missing(at)
        elif progress := PROGRESS.fullmatch(line):
            self._measures.hear(progress[1], progress[2], at)
        else:
            self._take_sign(line, at)

    def _greet(self) -> None:
        self.is_connected = self._reads_input = True

    def _take_stream(self, kind: str, codec: str) -> None:
        self._kinds.add(kind)
        if kind == "Audio" and not self._has_sound:
            self._has_sound = self.wants_another_run = True
            self.health.end("no-sound")
        elif kind == "Audio" and codec != "aac" and self._copies_sound:
            self._copies_sound, self.wants_another_run = False, True
            self.health.begin("wrong-sound-codec")
        elif kind == "Video" and codec != "h264" and self._copies_picture:
            self._copies_picture, self.wants_another_run = False, True
            self.health.begin("wrong-codec")

    def _take_colours(self, line: str) -> None:
        """Encode anew what no browser could show, whatever its codec is called."""
        if not self._measures.declare(line) and self._copies_picture:
            self._copies_picture, self.wants_another_run = False, True

    def _take_what_is_missing(self, at: float) -> None:
        """Add silence where there is no sound; without a picture there is nothing to show."""
        if "Video" not in self._kinds:
            self.health.sign("no-picture", at)
        elif "Audio" not in self._kinds:
            self._has_sound = False
            self.health.begin("no-sound")

    def _say_goodbye(self) -> None:
        """Whoever comes next is taken as they are."""
        self.is_down = True
        self._copies_picture = self._copies_sound = True
        self.health.end("long-key-frames", "wrong-codec", "wrong-sound-codec")
        self.looks.end()
        self._measures.end()

    def _take_sign(self, line: str, at: float) -> None:
        for words, code in SIGNS.items():
            if words in line:
                self.health.sign(code, at)
