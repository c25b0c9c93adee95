#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Set up, run, test and check Konvent; called alone, it lists its commands.

It needs Python 3.11 with pip and nothing else. Older Pythons must be able to read this file far
enough to say so: no syntax newer than theirs here.
"""

import contextlib
import hashlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time

if sys.version_info < (3, 11):  # noqa: UP036 -- says so where a traceback would greet the person
    sys.exit(
        "Konvent needs Python 3.11 or newer; this is Python %d.%d. "  # noqa: UP031 -- old Pythons read it
        "Debian 12, Ubuntu 24.04 and newer have it as python3." % sys.version_info[:2]
    )

import fcntl
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
TOOLS = ROOT / ".tools"
LOG = ROOT / ".cache/setup.log"
STAMP = VENV / "konvent-setup.json"

# What the environment is made of; it is left alone as long as none of it changed.
INGREDIENTS = [
    "pyproject.toml",
    "constraints.txt",
    "hatch_build.py",
    "package-lock.json",
    "frontend/*",
    "src/konvent/*/components/*",
    "src/konvent/*/locale/*/LC_MESSAGES/*.po",
]


def main(arguments):
    known = {command.__name__: command for command in COMMANDS}
    if not arguments or arguments[0] not in known:
        print(__doc__.splitlines()[0] + "\n")
        for name, command in known.items():
            print("  {:8} {}".format(name, command.__doc__.splitlines()[0]))
        return 0 if not arguments or arguments[0] in {"-h", "--help"} else 2
    return known[arguments[0]](arguments[1:])


def demo(arguments):
    """Run the reference convention: [--port N] [--data DIR] [--fresh]."""
    set_up()
    konvent = str(BIN / "konvent")
    os.execv(konvent, [konvent, "demo", *arguments])  # noqa: S606 -- our own program


def setup(_arguments):
    """Make .venv with everything for development."""
    set_up("lint", "test")
    return 0


COMMANDS = [demo, setup]


def set_up(*extras):
    """Bring .venv up to date with the sources; at once when nothing changed."""
    (ROOT / ".cache").mkdir(exist_ok=True)
    with (ROOT / ".cache/setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = json.loads(STAMP.read_text()) if STAMP.exists() else {"extras": []}
        wanted = {"made_of": fingerprint(), "extras": sorted({*before["extras"], *extras})}
        if before == wanted:
            return
        uv = fetch_uv()
        if not (BIN / "python").exists():
            step("Making .venv", *uv, "venv", "--python", sys.executable, VENV)
        what = f"{ROOT}[{','.join(wanted['extras'])}]" if wanted["extras"] else str(ROOT)
        step(
            "Installing Konvent and building its pages",
            *uv, "pip", "install", "--python", BIN / "python", "-c", ROOT / "constraints.txt",
            "--reinstall-package", "konvent", "-e", what,
        )  # fmt: skip
        STAMP.write_text(json.dumps(wanted))


def fingerprint():
    digest = hashlib.sha256()
    for pattern in INGREDIENTS:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()


def fetch_uv():
    if found := shutil.which("uv"):
        return [found]
    program = TOOLS / "bin/uv"
    if not program.exists():
        step(
            "Fetching uv",
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--target",
            TOOLS,
            "uv>=0.9",
        )
    return [program]


def step(sentence, *command):
    started = time.monotonic()
    print(f"{sentence} …", end="", flush=True)
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False
    )
    print(f" {time.monotonic() - started:.0f} s", flush=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
