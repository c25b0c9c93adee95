# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Let ffmpeg work on files: nicely, with progress, and never longer than whoever asked for it."""

from __future__ import annotations

import subprocess
import tempfile
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from konvent.foundation.media.ffmpeg import program
from konvent.foundation.processes import bound

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    Heard = Callable[[float], None]

NICENESS = 9
PIECE = 1 << 20
QUIETLY = ("-hide_banner", "-nostats", "-y", "-progress", "pipe:1")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How it went. ffmpeg's exit code alone is no proof that the result is whole."""

    code: int
    words: str
    """What it said."""
    seconds: float
    """How much media it has written."""


def nothing(_seconds: float) -> None:
    """Hear nothing."""


def work(
    arguments: Sequence[str], *, folder: Path, feed: Sequence[Path] = (), heard: Heard = nothing
) -> Outcome:
    """Run ffmpeg in a folder; ``feed`` are files that come one after the other as its input.

    ``heard`` is told how many seconds are written, and may raise to end the work.
    """
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            bound([program(), *QUIETLY, *arguments], niceness=NICENESS),
            cwd=folder,
            env={},
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        feeding = threading.Thread(target=_feed, args=(process.stdin, feed), daemon=True)
        feeding.start()
        try:
            seconds = _listen(process.stdout, heard)
            code = process.wait()
        finally:
            process.kill()
            process.wait()
            if process.stdout:
                process.stdout.close()
            feeding.join()
        said.seek(0)
        return Outcome(code, said.read().decode(errors="replace"), seconds)


def _feed(pipe: IO[bytes] | None, files: Sequence[Path]) -> None:
    """Give the files; whoever has enough, or has died, takes no more."""
    if pipe is None:
        return
    with suppress(OSError), pipe:
        for path in files:
            with path.open("rb") as file:
                while piece := file.read(PIECE):
                    pipe.write(piece)


def _listen(pipe: IO[bytes] | None, heard: Heard) -> float:
    seconds = 0.0
    for line in pipe or ():
        name, _, value = line.partition(b"=")
        if name == b"out_time_us" and value.strip().isdigit():
            seconds = int(value) / 1_000_000
        if name == b"progress":
            heard(seconds)
    return seconds
