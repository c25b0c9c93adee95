# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Cores of a stage with an encoder ÷ a plain ffmpeg that writes HLS with the same settings.

Ours is the listener, the looks it takes at picture and sound, the studio that watches it, the index
with its hashes and the playlists. Plain is the same ffmpeg with the same output and nothing else.
Both are sent the same clip by SRT at the same time. In the end our encoder is killed, and the
seconds until the playlist goes on with the slate are counted.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse

BAR = 1.15
SWITCH_BAR_SECONDS = 4.0
SETTLE_SECONDS = 8.0
PASSPHRASE = "a-word-for-the-bench"  # noqa: S105 -- of a measurement
TICKS = os.sysconf("SC_CLK_TCK")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=20, help="to measure (%(default)s)")
    parser.add_argument("--quality", choices=["copy", "two", "three"], default="two")
    parser.add_argument("--size", default="1280x720", help="of the picture (%(default)s)")


def run(options: argparse.Namespace) -> Verdict:
    with tempfile.TemporaryDirectory(prefix="konvent-bench-") as place, ExitStack() as stack:
        return _measure(Path(place), options, stack)


def _measure(folder: Path, options: argparse.Namespace, stack: ExitStack) -> Verdict:
    clip = _film(folder, options.size)
    ours, plain = _free_port(), _free_port()
    stage = folder / "stage"
    studio = _start(
        stack,
        [sys.executable, "-m", "bench.studio", str(stage), str(ours), PASSPHRASE, options.quality],
    )
    (folder / "plain").mkdir()
    baseline = _start(stack, _plain(plain, options.quality), cwd=folder / "plain")
    time.sleep(3)
    senders = [_start(stack, _sender(clip, port)) for port in (ours, plain)]
    _wait_for(stage / "live.m3u8", lambda text: _source_of(stage, text) == "primary")
    time.sleep(SETTLE_SECONDS)
    encoder = int((stage / "primary.pid").read_text().split()[0])
    pids = {"encoder": encoder, "studio": studio.pid, "plain": baseline.pid}
    before = {name: _cpu(pid) for name, pid in pids.items()}
    began = time.monotonic()
    time.sleep(options.seconds)
    took = time.monotonic() - began
    cores = {name: round((_cpu(pid) - before[name]) / took, 4) for name, pid in pids.items()}
    switched = _kill_sender(senders[0], stage)
    missed = []
    if switched > SWITCH_BAR_SECONDS:
        missed.append(f"{switched:.1f} s until the slate, at most {SWITCH_BAR_SECONDS}")
    return Verdict(
        name="media",
        ratio=(cores["encoder"] + cores["studio"]) / cores["plain"],
        against=f"cores of a plain ffmpeg with the same output ({options.quality})",
        bar=BAR,
        figures={
            "quality": options.quality,
            "size": options.size,
            "cores": cores,
            "switched_seconds": round(switched, 2),
            "switch_bar_seconds": SWITCH_BAR_SECONDS,
        },
        missed=missed,
    )


def _film(folder: Path, size: str) -> Path:
    """Film noise and motion with a tone, once: sending it costs next to nothing."""
    clip = folder / "clip.ts"
    picture = f"testsrc2=size={size}:rate=30:duration=12,noise=alls=10:allf=t"
    tone = "sine=frequency=500:sample_rate=48000:duration=12"
    codec = ["-c:v", "libx264", "-preset", "veryfast", "-bf", "0", "-g", "60", "-keyint_min", "60"]
    codec += ["-sc_threshold", "0", "-b:v", "3M", "-maxrate", "3M", "-bufsize", "3M"]
    codec += ["-pix_fmt", "yuv420p", "-c:a", "aac", "-f", "mpegts", str(clip)]
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", tone]
    subprocess.run([_ffmpeg(), "-v", "error", *inputs, *codec], check=True)
    return clip


def _plain(port: int, quality: str) -> list[str]:
    from konvent.stage.media.ladder import encode, outputs  # noqa: PLC0415 -- slow import
    from konvent.stage.media.segments import output  # noqa: PLC0415 -- slow import

    address = f"srt://127.0.0.1:{port}?mode=listener&passphrase={PASSPHRASE}&timeout=2000000"
    sent = encode(quality, sound="0:a:0", copies_picture=True, copies_sound=True)
    source = ["-nostdin", "-v", "error", "-analyzeduration", "1000000", "-f", "mpegts"]
    written = output("20261027T090000000", outputs(quality))
    return [_ffmpeg(), *source, "-i", address, *sent, *written]


def _sender(clip: Path, port: int) -> list[str]:
    address = f"srt://127.0.0.1:{port}?mode=caller&passphrase={PASSPHRASE}"
    source = ["-v", "error", "-re", "-stream_loop", "-1", "-i", str(clip), "-c", "copy"]
    return [_ffmpeg(), *source, "-f", "mpegts", address]


def _start(
    stack: ExitStack, command: list[str], cwd: Path | None = None
) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(command, cwd=cwd, stdin=subprocess.DEVNULL)
    stack.callback(_stop, process)
    return process


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _kill_sender(sender: subprocess.Popen[bytes], stage: Path) -> float:
    """Return how many seconds after the encoder's death the playlist has the slate."""
    began = time.monotonic()
    sender.send_signal(signal.SIGKILL)
    _wait_for(stage / "live.m3u8", lambda text: _source_of(stage, text) == "slate")
    return time.monotonic() - began


def _source_of(stage: Path, playlist: str) -> str:
    """Say of which source the newest segment is: the slate's run is the one it remembers."""
    newest = playlist.rstrip().rpartition("\n")[2]
    slates = "".join(file.read_text() for file in stage.glob("slate-*.json"))
    return "slate" if newest in slates else "primary"


def _wait_for(file: Path, is_so: object) -> None:
    deadline = time.monotonic() + 60
    while not (file.exists() and is_so(file.read_text())):  # type: ignore[operator]  # a test of the text
        if time.monotonic() > deadline:
            raise TimeoutError(file.name)
        time.sleep(0.02)


def _cpu(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ffmpeg() -> str:
    from konvent.foundation.media.ffmpeg import program  # noqa: PLC0415 -- slow import

    return program()
