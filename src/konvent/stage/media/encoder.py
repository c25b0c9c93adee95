# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One run of ffmpeg: started, listened to, ended. It never outlives this process."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
from collections import deque
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from konvent.foundation.media.ffmpeg import program
from konvent.foundation.processes import die_with_parent
from konvent.stage.media.segments import output

if TYPE_CHECKING:
    from collections.abc import Sequence

SAID_LAST = 3
NOTE = "encoder.pid"

logger = logging.getLogger(__name__)


class Encoder:
    """Writes the segments of one run into a folder."""

    def __init__(
        self, folder: Path, run: str, source: Sequence[str], environment: dict[str, str]
    ) -> None:
        self.run = run
        self._said: deque[str] = deque(maxlen=SAID_LAST)
        self._note = folder / NOTE
        self._process = subprocess.Popen(
            [program(), *QUIETLY, *source, *output(run)],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            preexec_fn=die_with_parent,  # noqa: PLW1509 -- this process has one thread
        )
        self._note.write_text(f"{self._process.pid} {run}")
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
                self._said.extend(said.decode(errors="replace").splitlines())


QUIETLY = (
    *("-nostdin", "-hide_banner", "-nostats", "-loglevel", "level+warning"),
    *("-filter_threads", "1", "-filter_complex_threads", "1"),
)


def end_leftover(folder: Path) -> None:
    """End an encoder that a crashed media process has left behind, if it still is that one."""
    note = folder / NOTE
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
