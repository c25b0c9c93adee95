# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Cores of stages with encoders ÷ plain ffmpegs that write HLS with the same settings.

Ours is the whole media process of a house with so many stages: the listeners, the studios, the
index with its hashes, the copies on the disk, the playlists, the database it reads and notes in.
The looks into what arrives are rarer than a measurement is long: one is measured, its share added.
Plain is the same ffmpeg with the same output and nothing else, once for each stage, onto the disk,
where ours has its segments in the end as well. All are sent the same film by SRT at the same time.
In the end an encoder is killed, and the seconds until the playlist goes on with the slate are
counted.
"""

from __future__ import annotations

import resource
import signal
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from bench.ports import free_ports
from bench.processes import Process
from bench.stages import (
    Stage,
    ffmpeg,
    film,
    furnish,
    media_process,
    memory_folder,
    sender,
    started,
    wait_until,
)
from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse
    import subprocess

    from bench.stages import Studio

BAR = 1.15
SWITCH_BAR_SECONDS = 4.0
SETTLE_SECONDS = 17.0
"""A new encoder is looked at closely for some seconds; that is not what a stage costs."""
LOOKS = 4
STAGES = {"copy": 3, "two": 1, "three": 1}
PASSPHRASE = "a-word-for-the-bench"  # noqa: S105 -- of a measurement


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=20, help="to measure (%(default)s)")
    parser.add_argument("--quality", choices=list(STAGES), default="copy")
    parser.add_argument("--stages", type=int, help="three of copy, one of the others")
    parser.add_argument("--size", default="1280x720", help="of the picture (%(default)s)")


def run(options: argparse.Namespace) -> Verdict:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=memory_folder())))
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="konvent-bench-")))
        stages = furnish(data, options.stages or STAGES[options.quality], options.quality)
        clip = film(folder, options.size)
        studio = stack.enter_context(media_process(data))
        return _measure(studio, stages, clip, options, stack)


def _measure(
    studio: Studio, stages: list[Stage], clip: Path, options: argparse.Namespace, stack: ExitStack
) -> Verdict:
    baseline = [
        _plain(stack, studio.data / "plain" / stage.slug, options.quality) for stage in stages
    ]
    for stage in stages:
        wait_until(lambda stage=stage: studio.shows(stage, "slate"), "the slate is shown")  # type: ignore[misc]  # bound at once
    sending = [started(stack, sender(clip, s.port, s.passphrase)) for s in stages]
    for _, port in baseline:
        started(stack, sender(clip, port, PASSPHRASE))
    for stage in stages:
        wait_until(lambda stage=stage: studio.shows(stage, "primary"), "an encoder is on air")  # type: ignore[misc]  # bound at once
    time.sleep(SETTLE_SECONDS)
    parts = {
        "media": [studio.process],
        "encoders": [studio.encoder(stage) for stage in stages],
        "plain": [process for process, _ in baseline],
    }
    cores = _cores(parts, options.seconds) | {"looks": _cores_of_looks(studio, stages)}
    switched = _switch(sending[0], studio, stages[0])
    missed = []
    if switched > SWITCH_BAR_SECONDS:
        missed.append(f"{switched:.1f} s until the slate, at most {SWITCH_BAR_SECONDS}")
    return Verdict(
        name="media",
        ratio=(cores["encoders"] + cores["media"] + cores["looks"]) / cores["plain"],
        against=f"cores of plain ffmpegs with the same output ({options.quality})",
        bar=BAR,
        figures={
            "quality": options.quality,
            "stages": len(stages),
            "size": options.size,
            "cores_per_stage": {n: round(c / len(stages), 5) for n, c in cores.items()},
            "switched_seconds": round(switched, 2),
            "switch_bar_seconds": SWITCH_BAR_SECONDS,
        },
        missed=missed,
    )


def _cores(parts: dict[str, list[Process]], seconds: float) -> dict[str, float]:
    """Measure what each part uses."""

    def used() -> dict[str, float]:
        return {name: sum(p.cpu_seconds() for p in processes) for name, processes in parts.items()}

    before, began = used(), time.monotonic()
    time.sleep(seconds)
    took = time.monotonic() - began
    return {name: (cpu - before[name]) / took for name, cpu in used().items()}


def _cores_of_looks(studio: Studio, stages: list[Stage]) -> float:
    """Look into what has arrived; return what that costs as often as it is done in calm times."""
    from konvent.stage.media.glance import Glance  # noqa: PLC0415 -- slow import
    from konvent.stage.media.looks import CALM_EVERY  # noqa: PLC0415 -- slow import

    cpu = []
    for number in range(LOOKS):
        stage = stages[number % len(stages)]
        row, before = studio.newest(stage), _cpu_of_our_children()
        glance = Glance(studio.folder(stage), "bench", row["init"], row["uri"])
        wait_until(lambda glance=glance: glance.result() is not None, "a look ends")  # type: ignore[misc]  # bound at once
        cpu.append(_cpu_of_our_children() - before)
    return len(stages) * median(cpu) / CALM_EVERY


def _cpu_of_our_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _plain(stack: ExitStack, folder: Path, quality: str) -> tuple[Process, int]:
    from konvent.foundation.media.segments import output  # noqa: PLC0415 -- slow import
    from konvent.stage.media.ladder import encode, outputs  # noqa: PLC0415 -- slow import

    folder.mkdir(parents=True)
    (port,) = free_ports(1)
    address = f"srt://127.0.0.1:{port}?mode=listener&passphrase={PASSPHRASE}&timeout=2000000"
    sent = encode(quality, sound="0:a:0", copies_picture=True, copies_sound=True)
    source = ["-nostdin", "-v", "error", "-analyzeduration", "1000000", "-f", "mpegts"]
    written = output("20261027T090000000", outputs(quality))
    process = started(stack, [ffmpeg(), *source, "-i", address, *sent, *written], cwd=folder)
    return Process(process.pid), port


def _switch(sending: subprocess.Popen[bytes], studio: Studio, stage: Stage) -> float:
    """Return how many seconds after the encoder's death the playlist has the slate."""
    began = time.monotonic()
    sending.send_signal(signal.SIGKILL)
    wait_until(lambda: studio.shows(stage, "slate"), "the slate is shown")
    return time.monotonic() - began
