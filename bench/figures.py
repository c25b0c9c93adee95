# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The figures that pages for operators are written from: what was measured last, where and when."""

from __future__ import annotations

import json
import os
import platform
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FIGURES = HERE / "figures.json"
MODEL = re.compile(r"^model name\s*:\s*(.+)$", re.MULTILINE)
NEEDED = frozenset({"asked", "measured_on", "machine", "commit"})
TAKEN, NOTHING_TAKEN = 0, 1


def circumstances() -> dict[str, str]:
    """Say what a figure is worth nothing without."""
    described = ("git", "describe", "--always", "--dirty", "--exclude=*")
    done = subprocess.run(described, cwd=HERE, capture_output=True, text=True, check=False)
    return {
        "measured_on": f"{datetime.now(UTC):%Y-%m-%d}",
        "machine": f"{_processor()}, {os.cpu_count()} cores",
        "commit": done.stdout.strip() or "unknown",
    }


def _processor() -> str:
    try:
        found = MODEL.search(Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1] if found else platform.machine()


def note(names: list[str], file: Path = FIGURES) -> int:
    """Take the lines of programs that held their bars from these files; the later one counts."""
    noted: dict[str, dict[str, Any]] = json.loads(file.read_text()) if file.exists() else {}
    taken = 0
    for name in names:
        for line in Path(name).read_text().splitlines():
            said = json.loads(line) if line.startswith('{"name": ') else {}
            if said.keys() >= NEEDED and said["passed"]:
                noted[said["asked"]] = said
                taken += 1
            elif said:
                print(f"Not taken: {line[:100]} …", file=sys.stderr)
    rows = (f"{json.dumps(asked)}: {json.dumps(noted[asked])}" for asked in sorted(noted))
    file.write_text("{\n" + ",\n".join(rows) + "\n}\n")
    print(f"{taken} figures are taken into {file.name}.")
    return TAKEN if taken else NOTHING_TAKEN
