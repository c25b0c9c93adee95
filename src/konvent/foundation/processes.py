# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Processes that belong together: no child outlives its parent, whatever kills it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
SET_NAME = 15  # PR_SET_NAME


def die_with_parent(parent: int | None = None) -> None:
    """End this process at once when its parent does, even by SIGKILL.

    Call it first thing in a child. A child that knows its parent's number names it, so that a
    parent which died before this call is noticed as well.
    """
    parent = parent or os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    else:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()
    if os.getppid() != parent:
        os._exit(1)


def call_oneself(name: str) -> None:
    """Have this process listed under a name of up to 15 letters, where the system knows such."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(SET_NAME, name.encode())


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


def bound(command: Sequence[str], *, niceness: int = 0) -> list[str]:
    """Return a command that does the same, more nicely, and never outlives this process.

    For threads: between fork and exec nothing of ours may run in them.
    """
    here = [sys.executable, "-I", "-m", __name__, str(os.getpid()), str(niceness)]
    return [*here, *command]


def _become(parent: str, niceness: str, *command: str) -> None:
    die_with_parent(int(parent))
    os.nice(int(niceness))
    os.execv(command[0], command)  # noqa: S606 -- that is what it is for


if __name__ == "__main__":
    _become(*sys.argv[1:])
