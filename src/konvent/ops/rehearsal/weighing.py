# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What share of a core each process of a house uses, read from /proc where there is one."""

from __future__ import annotations

import os
import time
from pathlib import Path

SCRIBE = "scribe"
"""A child of the front, with a core of its own."""
PARTS = ("front", SCRIBE, "application", "media", "worker")
REHEARSAL, MACHINE = "rehearsal", "machine"
TICKS = os.sysconf("SC_CLK_TCK")
LOOK_AGAIN_AFTER = 20
"""Times to weigh the same processes: to find them takes ten milliseconds, to weigh them one."""
CPU_OF_A_PROCESS = slice(11, 13)


class Scales:
    """Weighs a house's parts, this process, and the machine."""

    def __init__(self, supervisor: int | None) -> None:
        """Weigh the children of this process; of a house elsewhere, there is none to weigh."""
        self.supervisor = supervisor
        self.before: dict[str, float] = {}
        self.weighed_at = 0.0
        self.children: list[tuple[str, int]] = []
        self.left = 0
        """How often to weigh before looking for them again."""

    def weigh(self) -> dict[str, float]:
        """Return the share of a core used since the last time, by name."""
        used, now = self._used(), time.monotonic()
        passed = now - self.weighed_at
        shares = {
            name: max(0.0, seconds - self.before[name]) / passed
            for name, seconds in used.items()
            if name in self.before
        }
        self.before, self.weighed_at = used, now
        return shares

    def _used(self) -> dict[str, float]:
        used = {REHEARSAL: time.process_time()}
        if machine := _machine():
            used[MACHINE] = machine
        if not self.left:
            self.children, self.left = self._find_children(), LOOK_AGAIN_AFTER
        self.left -= 1
        for name, pid in self.children:
            used[name] = used.get(name, 0.0) + _cpu(pid)
        return used

    def _find_children(self) -> list[tuple[str, int]]:
        """Return the parts and their processes, whose children count with them."""
        if self.supervisor is None:
            return []
        parents: dict[int, int] = {}
        words: dict[int, str] = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                said, _, stat = (folder / "stat").read_text().rpartition(")")
                command = (folder / "cmdline").read_bytes().decode(errors="replace").split("\0")
            except OSError:
                continue  # it has just ended
            pid = int(folder.name)
            parents[pid] = int(stat.split()[1])
            own = said.rpartition("konvent-")[2]  # what it calls itself, where it does
            words[pid] = own if own in PARTS else next((w for w in command if w in PARTS), "")
        return [
            (name, pid)
            for pid in parents
            if (name := self._part_of(pid, parents, words)) is not None
        ]

    def _part_of(self, pid: int, parents: dict[int, int], words: dict[int, str]) -> str | None:
        name, above = words.get(pid, ""), pid
        while above in parents:
            above = parents[above]
            if above == self.supervisor:
                return name or None
            name = name if name == SCRIBE else words.get(above) or name
        return None


def _cpu(pid: int) -> float:
    """Return the seconds of CPU that a process has used."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(map(int, fields[CPU_OF_A_PROCESS])) / TICKS


def _machine() -> float:
    """Return the seconds that all cores together have been busy."""
    try:
        fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]
    except OSError:
        return 0.0
    idle = int(fields[3]) + int(fields[4])
    return (sum(map(int, fields[:8])) - idle) / TICKS
