# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The steps of dev.py: each says what it does, and in words what went wrong.

Whatever dev.py itself imports runs on a bare machine: Python 3.11 and nothing else.
"""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
CACHE = ROOT / ".cache"
LOG = CACHE / "setup.log"

FULL_DISK = "The disk is full. Free about 1.5 GB and run the command again."

# What goes wrong on other people's machines: what to say, and how the log shows it.
TROUBLES = {
    FULL_DISK: [
        "no space left on device",
        "ENOSPC",
        "os error 28",
    ],
    "This Python has no pip. On Debian and Ubuntu: apt-get install python3-pip": [
        "no module named pip",
    ],
    "The set-up downloads packages, and the network did not answer. "
    "Check the connection (behind a proxy: HTTPS_PROXY) and run the command again.": [
        "name resolution",
        "dns error",
        "could not resolve host",
        "error sending request",
        "failed to fetch",
        "failed to establish a new connection",
        "connection refused",
        "connection reset",
        "network is unreachable",
        "timed out",
        "ENOTFOUND",
        "EAI_AGAIN",
        "ECONNREFUSED",
        "ECONNRESET",
        "ETIMEDOUT",
    ],
}


def run(*command: Path | str, environment: dict[str, str] | None = None) -> int:
    return subprocess.run([*command], cwd=ROOT, env=environment, check=False).returncode


def step(sentence: str, *command: Path | str) -> None:
    """Run a quiet part of the set-up, or leave with one clear sentence."""
    LOG.parent.mkdir(exist_ok=True)
    started = time.monotonic()
    with LOG.open("wb") as log:
        process = subprocess.Popen([*command], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        while process.poll() is None:
            if sys.stdout.isatty():
                print(f"\r{sentence} … {time.monotonic() - started:.0f} s", end="", flush=True)
            try:
                process.wait(timeout=1)
            except subprocess.TimeoutExpired:
                continue
    start = "\r" if sys.stdout.isatty() else ""
    print(f"{start}{sentence} … {time.monotonic() - started:.0f} s", flush=True)
    if process.returncode:
        explain(LOG.read_text(errors="replace"))


def explain(output: str) -> None:
    for sentence, signs in TROUBLES.items():
        if any(sign.lower() in output.lower() for sign in signs):
            sys.exit(f"\n{sentence}\n(All that was said: {LOG})")
    last_lines = "\n".join(output.strip().splitlines()[-25:])
    sys.exit(f"\n{last_lines}\n\nThat did not work. (All that was said: {LOG})")
