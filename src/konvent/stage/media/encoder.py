# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One run of ffmpeg: started, listened to, ended. It never outlives this process."""

from __future__ import annotations

import logging
import os
import re
import signal
import subprocess
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from konvent.foundation.media.ffmpeg import program
from konvent.foundation.media.index import write_whole
from konvent.foundation.processes import die_with_parent

if TYPE_CHECKING:
    from collections.abc import Sequence

SAID_LAST = 3
HIDDEN = "…"

logger = logging.getLogger(__name__)


class Encoder:
    """Writes the segments of one run into a folder."""

    def __init__(  # noqa: PLR0913 -- an encoder is started with these facts
        self,
        folder: Path,
        run: str,
        command: Sequence[str],
        environment: dict[str, str],
        *,
        source: str,
        secret: str = "",
    ) -> None:
        """Start it; ``secret`` is a part of the command that is never repeated in its words."""
        self.run = run
        self._secret = secret
        self._said: deque[str] = deque(maxlen=SAID_LAST)
        self._rest = ""
        self._lines: list[str] = []
        self._note = folder / f"{source}.pid"
        self._process = subprocess.Popen(
            [program(), *QUIETLY, *command],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=die_with_parent,  # noqa: PLW1509 -- this process has one thread
        )
        write_whole(self._note, f"{self._process.pid} {run}")
        os.set_blocking(self._errors, False)

    @property
    def _errors(self) -> int:
        assert self._process.stderr  # noqa: S101 -- opened above
        return self._process.stderr.fileno()

    @property
    def pid(self) -> int:
        return self._process.pid

    def exit_code(self) -> int | None:
        """Return None while it runs; what it says meanwhile is remembered."""
        self._listen()
        return self._process.poll()

    def new_lines(self) -> list[str]:
        """Return what it has said since this was asked last."""
        lines, self._lines = self._lines, []
        return lines

    def last_words(self) -> str:
        """Return the end of what it said, on one line."""
        return " / ".join(self._said) or "it said nothing"

    def end(self) -> None:
        """End it at once: finished segments are whole, and the one it is at is nobody's yet."""
        self._process.kill()
        self._process.wait()
        self._listen()
        if self._process.stderr:
            self._process.stderr.close()
        self._note.unlink(missing_ok=True)

    def _listen(self) -> None:
        with suppress(BlockingIOError, ValueError):
            while said := os.read(self._errors, 65536):
                *lines, self._rest = (self._rest + said.decode(errors="replace")).split("\n")
                self._remember(lines)

    def _remember(self, lines: list[str]) -> None:
        """Keep what is worth it; a passphrase that ffmpeg repeats is not."""
        if self._secret:
            lines = [line.replace(self._secret, HIDDEN) for line in lines]
        self._lines.extend(lines)
        self._said.extend(line for line in lines if not NOT_WORTH.search(line))


NOT_WORTH = re.compile(r"\] Opening '|^\w+= *\S+$")
"""What it says all the time: which file comes next, and how far it is."""
QUIETLY = (
    *("-nostdin", "-hide_banner", "-nostats"),
    *("-filter_threads", "1", "-filter_complex_threads", "1"),
)


def end_leftovers(folder: Path) -> None:
    """End the encoders that a crashed media process has left behind, if they still are those."""
    for note in folder.glob("*.pid"):
        with suppress(FileNotFoundError, ValueError, ProcessLookupError):
            number, run = note.read_text().split()
            if run in _command_of(int(number)):
                logger.warning("An encoder of %s was left over; it is ended.", folder.name)
                os.kill(int(number), signal.SIGKILL)
        note.unlink(missing_ok=True)


def _command_of(pid: int) -> str:
    """Return a process's command line: a number may belong to somebody else by now."""
    if sys.platform == "linux":
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout
