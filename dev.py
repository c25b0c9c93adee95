#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Set up, run, test and check Konvent.

It needs Python 3.11 with pip and nothing else. Older Pythons must be able to read this file far
enough to say so, therefore no syntax newer than theirs.
"""

import argparse
import errno
import hashlib
import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 -- says so where a traceback would greet the person
    sys.exit(
        "Konvent needs Python 3.11 or newer, this is Python %d.%d. "  # noqa: UP031 -- for old Pythons
        "Debian 12, Ubuntu 24.04 and everything newer bring one." % sys.version_info[:2]
    )
if sys.platform == "win32":
    sys.exit("Konvent runs on Linux and macOS; on Windows, start it inside WSL.")

import fcntl

from tools.lacking import postgres_command, prepare_tests
from tools.steps import BIN, CACHE, FULL_DISK, PYTHON, ROOT, VENV, run, step

TOOLS = ROOT / ".tools"
STAMP = VENV / "konvent-setup.json"
FIRST_SETUP_NEEDS = 1_500_000_000  # bytes: packages, the Node that builds the pages, caches

# What the environment is made of; it is left alone as long as none of it changed.
INGREDIENTS = [
    "pyproject.toml",
    "constraints.txt",
    "hatch_build.py",
    "package-lock.json",
    "frontend/*",
    "tools/fonts.py",
    "src/konvent/*/components/**/*",
    "src/konvent/*/locale/*/LC_MESSAGES/*.po",
]

# Four on two cores: many tests wait for a picture. A group of tests that share something costly,
# such as a running house, stays with one of them.
AT_ONCE = ["-n", "4", "--dist", "loadgroup"]

TEST_SETTINGS = ["--settings", "konvent.config.settings.test"]
LOOK_FOR_CHANGES = ["-m", "django", "makemigrations", "--check", "--dry-run", *TEST_SETTINGS]

CHECKS = [
    ("style of the code", "ruff", "check", "."),
    ("format of the code", "ruff", "format", "--check", "."),
    ("types", "mypy"),
    ("types of the tools", "mypy", "dev.py", "tools"),
    ("order of the chapters", "lint-imports"),
    ("migrations", "python", *LOOK_FOR_CHANGES),
    ("updates without a pause", "python", "tools/updates.py"),
    ("templates", "djlint", "--lint", "--quiet", "src"),
    ("translations", "python", "tools/messages.py", "check"),
    ("reasons for exceptions", "python", "tools/reasons.py"),
    ("licences", "reuse", "lint"),
    ("documentation", "pytest", "-q", "tests/test_docs.py"),  # of every setting and command
]


def main(arguments: list[str]) -> int:
    keep_bytecode()
    commands = {command.__name__: command for command in COMMANDS}
    if arguments and arguments[0] in commands:
        return commands[arguments[0]](arguments[1:])
    print(f"{(__doc__ or '').splitlines()[0]}\n")
    for name, command in commands.items():
        print(f"  python3 dev.py {name:<9} {(command.__doc__ or '').splitlines()[0]}")
    return 2 if arguments and arguments[0] not in {"-h", "--help"} else 0


def keep_bytecode() -> None:
    """Compile each module once, though the machine be set otherwise: we start many processes."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def demo(arguments: list[str]) -> int:
    """Run the reference convention: [--port N] [--data DIR] [--fresh]."""
    if not {"-h", "--help"} & set(arguments):
        refuse_taken_port(arguments)
    set_up("pdf")
    konvent = str(BIN / "konvent")
    os.execv(konvent, [konvent, "demo", *arguments])  # noqa: S606 -- our own program takes over


def setup(_arguments: list[str]) -> int:
    """Make or refresh .venv with everything for development."""
    set_up("lint", "test")
    return 0


def test(arguments: list[str]) -> int:
    """Pass all tests, on SQLite and on PostgreSQL: [arguments for pytest]."""
    set_up("test")
    environment = prepare_tests()
    pytest: list[Path | str] = [PYTHON, "-m", "pytest", *AT_ONCE, *arguments]
    postgres = postgres_command()
    if not postgres:
        print(
            "The tests on PostgreSQL are not run here: there is none to start. Install PostgreSQL, "
            "or name a server in KONVENT_TEST_POSTGRES_URL.\n"
        )
    print("Tests on SQLite", flush=True)
    # Tables are made from the models here; on PostgreSQL, and in every house, step by step.
    outcome = run(*pytest, "--no-migrations", environment=environment)
    if not postgres:
        return outcome
    print("\nTests on PostgreSQL: those that ask the database", flush=True)
    nothing_selected = 5
    second = run(*postgres, *pytest, "-m", "database", environment=environment)
    return outcome or (0 if second == nothing_selected else second)


def check(_arguments: list[str]) -> int:
    """Check style, types, structure, templates, translations and licences."""
    set_up("lint", "test")
    failures = 0
    for name, program, *arguments in CHECKS:
        if program == "reuse" and not shutil.which("git"):
            print(f"not run {name}: only git knows which of these files are the project's")
            continue
        done = subprocess.run(
            [BIN / program, *arguments],
            cwd=ROOT,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )
        print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name}", flush=True)
        if done.returncode:
            failures += 1
            print(f"{done.stdout.rstrip()}\n", flush=True)
    print(f"{failures} of {len(CHECKS)} checks failed" if failures else "every check is fine")
    return 1 if failures else 0


def bench(arguments: list[str]) -> int:
    """Measure against the bars of the design: NAME [its arguments]; alone, lists the names."""
    set_up("test")
    return run(PYTHON, "-m", "bench", *arguments)


def build(_arguments: list[str]) -> int:
    """Make the wheel in dist/, and beside it the list of what it is made of (CycloneDX)."""
    set_up("lint", "test")
    uv = fetch_uv()
    step("Building the wheel", *uv, "build", "--wheel", "--out-dir", ROOT / "dist", ROOT)
    newest = max((ROOT / "dist").glob("*.whl"), key=lambda wheel: wheel.stat().st_mtime)
    parts = newest.with_suffix(".cdx.json")
    step("Listing what it is made of", PYTHON, "tools/sbom.py", parts)
    print(newest.relative_to(ROOT), parts.relative_to(ROOT), sep="\n")
    return 0


def messages(_arguments: list[str]) -> int:
    """Bring the translations up to date with the sources and say which are missing."""
    set_up("lint")
    run(PYTHON, "tools/messages.py", "update")
    return run(PYTHON, "tools/messages.py", "check")


COMMANDS = [demo, setup, test, check, bench, build, messages]


def refuse_taken_port(arguments: list[str]) -> None:
    """Say it before minutes of set-up, not after."""
    parser = argparse.ArgumentParser(prog="dev.py demo", add_help=False, allow_abbrev=False)
    parser.add_argument("--port", type=int, default=8000)
    port = parser.parse_known_args(arguments)[0].port
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            sys.exit(f"Port {port} is taken or forbidden. Choose another one, such as --port 8080.")


def set_up(*extras: str) -> None:
    """Bring .venv up to date with the sources; at once when nothing changed."""
    CACHE.mkdir(exist_ok=True)
    with (CACHE / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        before = json.loads(STAMP.read_text()) if STAMP.exists() else {}
        wanted = {
            "place": str(ROOT),
            "made_of": fingerprint(),
            "extras": sorted({*before.get("extras", []), *extras}),
        }
        if before == wanted:
            return
        uv = fetch_uv()
        if before.get("place", str(ROOT)) != str(ROOT) or not PYTHON.exists():
            step("Making .venv", *uv, "venv", "--clear", "--python", sys.executable, VENV)
        extra = f"[{','.join(wanted['extras'])}]" if wanted["extras"] else ""
        step(
            "Installing Konvent and building its pages",
            *(*uv, "pip", "install", "--python", PYTHON, "--constraint", ROOT / "constraints.txt"),
            *("--reinstall-package", "konvent", "--editable", f"{ROOT}{extra}"),
        )
        STAMP.write_text(json.dumps(wanted))


def fingerprint() -> str:
    """Digest the ingredients, and KERN's names in our sources: the style sheet has only those."""
    digest = hashlib.sha256()
    for pattern in INGREDIENTS:
        for path in sorted(ROOT.glob(pattern)):
            if path.is_file():
                digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    sources = [p for end in ("html", "py") for p in ROOT.glob(f"src/konvent/**/*.{end}")]
    names = {name for path in sources for name in re.findall(rb"\bkern-[\w-]*", path.read_bytes())}
    return digest.hexdigest() + hashlib.sha256(b" ".join(sorted(names))).hexdigest()


def fetch_uv() -> list[Path | str]:
    installed = shutil.which("uv")
    if installed:
        return [installed]
    program = TOOLS / "bin/uv"
    if not program.exists():
        free = shutil.disk_usage(ROOT).free
        if free < FIRST_SETUP_NEEDS:
            sys.exit(
                f"The first set-up needs about 1.5 GB, and {free / 1e9:.1f} GB are free in {ROOT}."
            )
        # A folder of its own is the one place where Debian's pip installs without being forced.
        pip = [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]
        step("Fetching uv, which installs the rest", *pip, "--target", TOOLS, "uv>=0.9,<1")
    return [program]


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            sys.exit(FULL_DISK)
        if error.errno in {errno.EACCES, errno.EROFS}:
            sys.exit(f"Konvent may not write here: {error.filename}")
        raise
