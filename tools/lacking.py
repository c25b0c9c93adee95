# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a machine lacks for the tests, which only its own system can bring, and how it comes."""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from tools.steps import CACHE, PYTHON, ROOT, step

LIGHT_BROWSER = "chromium-headless-shell"


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
