# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Compiles the programs of bench/c, once for each state of their sources."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from pathlib import Path

from bench.verdict import Missing

SOURCES = Path(__file__).resolve().parent / "c"
CACHE = SOURCES.parent.parent / ".cache/bench"
PARTS = {
    "broadcast": ["broadcast.c"],
    "load": ["load.c", "viewers.c", "requests.c", "wire.c", "histogram.c"],
}


def compiled(name: str) -> Path:
    """Return the program, compiled."""
    sources = [SOURCES / part for part in PARTS[name]]
    digest = hashlib.sha256(b"".join(p.read_bytes() for p in [*sources, SOURCES / "load.h"]))
    program = CACHE / f"{name}-{digest.hexdigest()[:12]}"
    if not program.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        _compile(sources, program)
    return program


def _compile(sources: list[Path], program: Path) -> None:
    compiler = shutil.which("cc")
    if compiler is None:
        raise Missing(
            "This measurement compiles its baseline and its load generator, and there is no C "
            "compiler here; on Debian and Ubuntu: apt-get install gcc libc6-dev"
        )
    unfinished = program.with_suffix(".part")
    command: list[str | Path] = [compiler, "-O2", "-std=gnu17", "-o", unfinished, *sources, "-lm"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"The C compiler did not compile {program.name}:\n{done.stderr}")
    unfinished.rename(program)
