# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An encoder as a venue has it: ffmpeg that sends camera-like pictures and a tone by SRT."""

from __future__ import annotations

import socket
import subprocess
import time
from typing import TYPE_CHECKING

from tests.hls import Judge, compare, judge_master

from konvent.foundation.media.ffmpeg import program
from konvent.stage.media.card import Card
from konvent.stage.media.plan import COPY, VARIANTS, Listening, Plan
from konvent.stage.media.studio import Studio

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.hls_text import Finding

PATIENCE = 60  # seconds that a busy machine may take
PASSPHRASE = "a-word-for-the-encoder"  # noqa: S105 -- of a test
CARD = Card("Smart Plaza", "Smart Convention 2026", "Test card", "teal", "Europe/Berlin")
LINES = ("Das Bild ist gleich wieder da.", "The picture will be back in a moment.")
CLIPS = {
    "good": ("320x180", 2, ["-c:a", "aac"]),
    "other size": ("160x90", 2, ["-c:a", "aac"]),
    "large": ("656x368", 2, ["-c:a", "aac"]),
    "silent": ("320x180", 2, ["-an"]),
    "long groups": ("160x90", 3, ["-c:a", "aac"]),
}


def film_clip(file: Path, size: str, group: int, sound: Sequence[str]) -> None:
    """Film noise, motion and a tone: twelve seconds that can be sent over and over."""
    picture = f"testsrc2=size={size}:rate=15:duration=12,noise=alls=12:allf=t"
    tone = "sine=frequency=500:sample_rate=48000:duration=12"
    keys = str(group * 15)
    codec = ["-c:v", "libx264", "-preset", "ultrafast", "-g", keys, "-keyint_min", keys]
    codec += ["-sc_threshold", "0", "-pix_fmt", "yuv420p", *sound, "-f", "mpegts", str(file)]
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone]
    subprocess.run([program(), "-v", "error", *inputs, *codec], check=True)


class Publisher:
    """Sends a clip until it is told to stop; like OBS it tries again when it is refused."""

    def __init__(self, clip: Path, port: int, passphrase: str = PASSPHRASE) -> None:
        address = f"srt://127.0.0.1:{port}?mode=caller&passphrase={passphrase}&latency=200000"
        source = ["-re", "-stream_loop", "-1", "-i", str(clip), "-c", "copy"]
        self._command = [program(), "-v", "error", *source, "-f", "mpegts", address]
        self._process: subprocess.Popen[bytes] | None = None

    def keep_sending(self) -> None:
        """Connect if it is not connected."""
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )

    @property
    def was_refused(self) -> bool:
        """Whether it was sent away, or not let in."""
        return self._process is not None and self._process.poll() not in {None, 0}

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None


class Stage:
    """A studio that runs in the test, encoders that send to it, and a judge of what it shows."""

    def __init__(self, folder: Path, clips: dict[str, Path]) -> None:
        self.folder, self.clips = folder, clips
        self.plan = Plan(CARD, slate_lines=LINES)
        self.studio: Studio | None = None
        self.judges: dict[str, Judge] = {}
        self.sending: dict[str, Publisher] = {}
        self._shown: dict[str, str] = {}
        self._silent_since = 0.0

    def listen(self, *roles: str, quality: str = COPY, **facts: object) -> None:
        """Open the stage with sources of these roles, each on a port of its own."""
        sources = (Listening(r, free_port(), PASSPHRASE, quality=quality) for r in roles)
        self.open(Plan(CARD, tuple(sources), quality=quality, slate_lines=LINES, **facts))

    def open(self, plan: Plan) -> None:
        """Open the stage as planned."""
        self.plan = plan
        others = VARIANTS[plan.quality][1:]
        names = ["live", *others, "dvr", *(f"dvr-{name}" for name in others)]
        self.judges = {f"{n}.m3u8": Judge(self.read, back=1.5) for n in names}
        self.studio = Studio(self.folder, self.plan)

    def port(self, role: str) -> int:
        return next(source.port for source in self.plan.sources if source.role == role)

    def send(self, role: str, clip: str = "good", passphrase: str = PASSPHRASE) -> None:
        self.sending[role] = Publisher(self.clips[clip], self.port(role), passphrase)

    def stop(self, role: str) -> None:
        self.sending.pop(role).kill()

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()

    @property
    def judge(self) -> Judge:
        return self.judges["live.m3u8"]

    @property
    def on_air(self) -> str:
        return self.studio.picture().on_air

    def troubles(self, role: str = "primary") -> set[str]:
        return set(self.studio.picture().sources[role][1])

    def until(self, is_so) -> float:
        """Look and judge until something is so; return the seconds it took."""
        began = time.monotonic()
        while not is_so():
            assert time.monotonic() < began + PATIENCE, "it did not happen in time"
            for publisher in self.sending.values():
                publisher.keep_sending()
            self.studio.look()
            self.see()
            time.sleep(0.05)
        return time.monotonic() - began

    def see(self) -> None:
        for name, judge in self.judges.items():
            file = self.folder / name
            shown = file.read_text() if file.exists() else ""
            if shown and shown != self._shown.get(name):
                self._shown[name] = shown
                judge.see(shown, now=time.time())

    def more(self, segments: int):
        """Whether so many more segments of what is on air were shown."""
        wanted = len(self.judge.known) + segments
        return lambda: len(self.judge.known) >= wanted

    def findings(self) -> list[str]:
        self.see()
        for judge in self.judges.values():
            judge.judge_files()
        found = [finding for judge in self.judges.values() for finding in judge.findings]
        found += self._judge_masters()
        return [str(finding) for finding in found]

    def _judge_masters(self) -> list[Finding]:
        """Judge both by the lists with a picture; what is heard alone is the same moments."""
        pictures = {name: judge for name, judge in self.judges.items() if "au" not in name}
        behind = {name: judge for name, judge in pictures.items() if name.startswith("dvr")}
        live = {name: judge for name, judge in pictures.items() if name not in behind}
        found = judge_master(self.read("master.m3u8").decode(), live, self.read)
        found += judge_master(self.read("dvr-master.m3u8").decode(), behind, self.read)
        return found + [
            finding for other in self.judges.values() for finding in compare(self.judge, other)
        ]

    def close(self) -> None:
        for role in list(self.sending):
            self.stop(role)
        if self.studio:
            self.studio.close()


def free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
