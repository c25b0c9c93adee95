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
import time
from pathlib import Path

if sys.version_info < (3, 11):  # noqa: UP036 -- says so where a traceback would greet the person
    sys.exit(
        "Konvent needs Python 3.11 or newer, this is Python %d.%d. "  # noqa: UP031 -- for old Pythons
        "Debian 12, Ubuntu 24.04 and everything newer bring one." % sys.version_info[:2]
    )
if sys.platform == "win32":
    sys.exit("Konvent runs on Linux and macOS; on Windows, start it inside WSL.")

import fcntl
from functools import cache

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
PYTHON = BIN / "python"
TOOLS = ROOT / ".tools"
CACHE = ROOT / ".cache"
LOG = CACHE / "setup.log"
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

# What goes wrong on other people's machines: what to say, and how the log shows it.
TROUBLES = {
    "The disk is full. Free about 1.5 GB and run the command again.": [
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

# Four on two cores: many tests wait for a picture. A group of tests that share something costly,
# such as a running house, stays with one of them.
AT_ONCE = ["-n", "4", "--dist", "loadgroup"]

LIGHT_BROWSER = "chromium-headless-shell"

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


def prepare_tests() -> dict[str, str]:
    """Install what only a system can bring, and say where the browser is."""
    CACHE.mkdir(exist_ok=True)
    prepare_browser()
    prepare_nginx()
    prepare_redis()
    prepare_xmlsec()
    prepare_ps()
    browser = find_browser()
    return {**os.environ, "KONVENT_CHROMIUM": browser} if browser else dict(os.environ)


def prepare_browser() -> None:
    """Have the browser without a window, which costs a third; any other Chromium does as well."""
    playwright: list[Path | str] = [PYTHON, "-m", "playwright"]
    has_one = os.environ.get("KONVENT_CHROMIUM") or shutil.which(LIGHT_BROWSER)
    lacking = [] if has_one else [LIGHT_BROWSER, "fonts-liberation"]
    if subprocess.run([*playwright, "--version"], capture_output=True, check=False).returncode:
        lacking.append("libatomic1")  # playwright's own Node wants it
    if lacking and can_use_apt():
        try:
            apt_install("Installing a browser for the tests", *lacking)
        except SystemExit as failure:
            if not find_browser():
                raise
            print(failure, "\nThe tests go on with the browser that is there.", flush=True)
    elif not find_browser():
        step("Fetching a browser for the tests", *playwright, "install", "chromium")


def prepare_nginx() -> None:
    """Install what takes RTMP, or say that its test does not run."""
    modules = Path("/usr/lib/nginx/modules")
    if (modules / "ngx_rtmp_module.so").exists() and (modules / "ngx_stream_module.so").exists():
        return
    if can_use_apt() and os.geteuid() == 0:
        packages = ("nginx", "libnginx-mod-rtmp", "libnginx-mod-stream")
        apt_install("Installing nginx for the tests", *packages)
    else:
        print(
            "The test of RTMP is not run here: it needs Debian's nginx, libnginx-mod-rtmp "
            "and libnginx-mod-stream.\n"
        )


def prepare_redis() -> None:
    """Have a Redis that tests can start, or say that its tests are not run."""
    if any(map(shutil.which, ("redis-server", "valkey-server"))):
        return
    if can_use_apt() and os.geteuid() == 0:
        apt_install("Installing Redis for the tests", "redis-server")
    else:
        print("The tests of the bus through Redis are not run here: there is no redis-server.\n")


def prepare_xmlsec() -> None:
    """Have what the directory of the tests signs with, or say that its tests are not run."""
    if shutil.which("xmlsec1"):
        return
    if can_use_apt() and os.geteuid() == 0:
        apt_install("Installing xmlsec1 for the tests", "xmlsec1")
    else:
        print("The tests of sign-in by a directory are not run here: there is no xmlsec1.\n")


def prepare_ps() -> None:
    """Have what lists processes: a bare machine has none."""
    if shutil.which("ps"):
        return
    if not can_use_apt():
        raise SystemExit("The tests look at processes with ps; on Debian it is in procps.")
    apt_install("Installing ps for the tests", "procps")


def find_browser() -> str | None:
    names = [LIGHT_BROWSER, "chromium", "chromium-browser", "google-chrome"]
    return os.environ.get("KONVENT_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def postgres_command() -> list[Path | str]:
    """Return the command that runs another one with a PostgreSQL; empty where there is none."""
    server = os.environ.get("KONVENT_TEST_POSTGRES_URL")
    if server:
        return ["env", f"KONVENT_DATABASE_URL={server}"]
    if not has_postgres() and can_use_apt() and os.geteuid() == 0:
        apt_install("Preparing PostgreSQL for the tests", "postgresql-common")
        with Path("/etc/postgresql-common/createcluster.conf").open("a") as settings:
            settings.write("\ncreate_main_cluster = false\n")  # we start our own, and only that
        apt_install("Installing PostgreSQL for the tests", "postgresql")
    return [PYTHON, ROOT / "tools/temporary_postgres.py"] if has_postgres() else []


def has_postgres() -> bool:
    return any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def can_use_apt() -> bool:
    """Only Debian's own: elsewhere its chromium is an empty shell that asks for a snap."""
    release = Path("/etc/os-release")
    is_debian = release.exists() and "\nID=debian\n" in f"\n{release.read_text()}\n"
    return bool(is_debian and shutil.which("apt-get"))


def apt_install(sentence: str, *packages: str) -> None:
    sudo = [] if os.geteuid() == 0 else ["sudo", "-n"]
    apt = (*sudo, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q")
    ask_apt(apt)
    step(sentence, *apt, "install", "-y", "--no-install-recommends", *packages)


@cache
def ask_apt(apt: tuple[str, ...]) -> None:
    """Learn once what there is, however much is lacking."""
    step("Asking apt what there is", *apt, "update")


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


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:
        if error.errno == errno.ENOSPC:
            sys.exit(next(iter(TROUBLES)))
        if error.errno in {errno.EACCES, errno.EROFS}:
            sys.exit(f"Konvent may not write here: {error.filename}")
        raise
