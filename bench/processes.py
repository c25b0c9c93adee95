# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Processes under measurement: started on one core, weighed from outside, and stopped."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from bench.verdict import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Program: TypeAlias = "subprocess.Popen[str]"

PAGE_SIZE = resource.getpagesize()
STOP_SECONDS = 5
SPARE_DESCRIPTORS = 500
OWN_CORES = os.sched_getaffinity(0)


def server_core() -> int:
    """Return the core that servers run on."""
    return min(OWN_CORES)


def generator_core() -> int:
    """Return the core for the load generator and for us: another one where there are two."""
    return max(OWN_CORES)


def leave_server_core() -> None:
    """Stay out of the way of what is measured."""
    os.sched_setaffinity(0, {generator_core()})


def allow_descriptors(needed: int) -> None:
    """Let the processes we start open as many sockets as the system allows; root allows itself."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = hard if hard == resource.RLIM_INFINITY else max(hard, needed)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    except (ValueError, PermissionError) as error:
        raise Missing(
            f"This needs {needed} open sockets in one process, and the system allows {hard} "
            f"(ulimit -Hn). Allow more, or take fewer: --viewers {max(hard - 1000, 100)}"
        ) from error


@dataclass(frozen=True, slots=True)
class Process:
    """A running process; what it costs is read from /proc, so it need not cooperate."""

    pid: int

    def cpu_seconds(self) -> float:
        """Return what all its threads have used since they began."""
        return self._sum_of_threads(0)

    def waited_seconds(self) -> float:
        """Return how long its threads could have run and had no core: others were using it."""
        return self._sum_of_threads(1)

    def _sum_of_threads(self, column: int) -> float:
        threads = Path(f"/proc/{self.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text().split()[column]) for thread in threads) / 1e9

    def resident_bytes(self) -> int:
        """Return how much memory it holds now."""
        return int(Path(f"/proc/{self.pid}/statm").read_text().split()[1]) * PAGE_SIZE

    def kill(self) -> None:
        """End it without warning."""
        os.kill(self.pid, signal.SIGKILL)


def child_named(parent: int, word: str) -> Process | None:
    """Return the child that has this word on its command line."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            words = (folder / "cmdline").read_text().split("\0")
        except OSError:
            continue  # it has ended while we looked
        if int(fields[1]) == parent and word in words:
            return Process(int(folder.name))
    return None


@contextmanager
def running(
    command: Sequence[str | Path], *, core: int, stdin: int | None = None
) -> Iterator[Program]:
    """Run a program on one core for as long as it is needed."""
    program = start(command, core=core, stdin=stdin)
    try:
        yield program
    finally:
        stop(program)


def start(command: Sequence[str | Path], *, core: int, stdin: int | None = None) -> Program:
    """Start a program on one core: it inherits the core from us, who borrow it for a moment."""
    ours = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        return subprocess.Popen(
            command, stdin=stdin or subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
        )
    finally:
        os.sched_setaffinity(0, ours)


def stop(program: Program) -> None:
    """Ask it to end, and end it when it does not."""
    if program.poll() is None:
        program.terminate()
        try:
            program.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()
    for stream in (program.stdin, program.stdout):
        if stream:
            stream.close()


def first_line(program: Program) -> str:
    """Return what a server says when it is ready; empty when it ended instead."""
    return program.stdout.readline().strip() if program.stdout else ""
