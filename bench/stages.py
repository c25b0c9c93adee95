# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Stages for a measurement: a convention with sources, and encoders that send to them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.opening import enter_house
from bench.processes import Process
from bench.verdict import Missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

PATIENCE = 40.0
STOP_SECONDS = 0.5
CONVENTION = "bench"
NOTE = "primary.pid"


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with one source, where an encoder is awaited."""

    slug: str
    port: int
    passphrase: str


def furnish(data: Path, count: int, quality: str) -> list[Stage]:
    """Put in a convention with so many stages; this process is one of the installation's then."""
    enter_house(data)
    from bench.house.content import furnish_with_stages  # noqa: PLC0415 -- app ready

    return [Stage(*facts) for facts in furnish_with_stages(count, quality)]


@contextmanager
def media_process(data: Path) -> Iterator[Studio]:
    """Have the media process of the house running, as serve starts it."""
    command = [sys.executable, "-m", "konvent", "media"]
    with ExitStack() as stack:
        memory = stack.enter_context(tempfile.TemporaryDirectory(dir=memory_folder()))
        os.environ["KONVENT_MEMORY"] = memory
        process = started(stack, command)
        yield Studio(Process(process.pid), Path(memory), data)


def memory_folder() -> str | None:
    """Return where what is live is made in earnest."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None  # noqa: S108 -- a folder of ours in it


@dataclass(frozen=True, slots=True)
class Studio:
    """The running media process, and the folders it works in."""

    process: Process
    memory: Path
    data: Path

    def folder(self, stage: Stage) -> Path:
        """Return where a stage's picture is made."""
        return next(self.memory.glob(f"konvent-*/*/{stage.slug}"), self.memory / "nowhere")

    def encoder(self, stage: Stage) -> Process:
        """Return the ffmpeg that waits for the stage's encoder."""

        def listens() -> bool:
            return (self.folder(stage) / NOTE).exists()

        wait_until(listens, f"{stage.slug} listens")
        return Process(int((self.folder(stage) / NOTE).read_text().split()[0]))

    def newest(self, stage: Stage) -> dict[str, str]:
        """Return what was put into the stage's playlist last."""
        index = self.data / "media" / CONVENTION / stage.slug / "index.jsonl"
        lines = index.read_text().split("\n") if index.exists() else []
        row: dict[str, str] = json.loads(lines[-1]) if lines and lines[-1] else {}
        return row

    def shows(self, stage: Stage, source: str) -> bool:
        """Say whether a source is on air there, in the playlist that players read."""
        row = self.newest(stage)
        if row.get("source") != source:
            return False
        with suppress(FileNotFoundError):
            return row["uri"] in (self.folder(stage) / "live.m3u8").read_text()
        return False


def film(folder: Path, size: str, *, bits: str = "3M") -> Path:
    """Film noise and motion with a tone, once: sending it costs next to nothing."""
    clip = folder / "clip.ts"
    picture = f"testsrc2=size={size}:rate=30:duration=12,noise=alls=10:allf=t"
    tone = "sine=frequency=500:sample_rate=48000:duration=12"
    codec = ["-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-g", "60", "-keyint_min", "60"]
    codec += ["-sc_threshold", "0", "-b:v", bits, "-maxrate", bits, "-bufsize", bits]
    codec += ["-pix_fmt", "yuv420p", "-c:a", "aac", "-f", "mpegts", str(clip)]
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone]
    subprocess.run([ffmpeg(), "-v", "error", *inputs, *codec], check=True)
    return clip


def sender(clip: Path, port: int, passphrase: str) -> list[str]:
    """Tell ffmpeg to send a film over and over, as an encoder does."""
    address = f"srt://127.0.0.1:{port}?mode=caller&passphrase={passphrase}"
    source = ["-v", "error", "-re", "-stream_loop", "-1", "-i", str(clip), "-c", "copy"]
    return [ffmpeg(), *source, "-f", "mpegts", address]


def started(
    stack: ExitStack, command: Sequence[str], cwd: Path | None = None
) -> subprocess.Popen[bytes]:
    """Start a program that ends with the measurement."""
    process = subprocess.Popen(
        command, cwd=cwd, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    stack.callback(_stop, process)
    return process


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:  # an ffmpeg that sends takes its time
        process.kill()
        process.wait()


def wait_until(is_so: Callable[[], bool], what: str) -> None:
    """Wait for something, and say what did not happen."""
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > deadline:
            raise Missing(f"It did not happen in time: {what}.")
        time.sleep(0.02)


def ffmpeg() -> str:
    from konvent.foundation.media.ffmpeg import program  # noqa: PLC0415 -- slow import

    return program()
