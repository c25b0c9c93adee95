# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A house for the rehearsal alone: a copy in a temporary folder, on a free port."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from konvent.ops.rehearsal.copying import copied_database
from konvent.ops.rehearsal.invitation import Invitation

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS_TO_OPEN = 90
SECONDS_TO_END = 20
OUR_OWN = (
    "KONVENT_EMAIL_URL",
    "KONVENT_RTMP_URL",
    "KONVENT_DATABASE_URL",
    "KONVENT_BUS",
    "KONVENT_S3_ENDPOINT",
)
"""What leads outside, and what a copy must not share."""
OK = 200


class NoHouseError(Exception):
    """The house could not be opened, or not be reached; the message says why."""


@dataclass(frozen=True, slots=True)
class OwnHouse:
    """A running copy."""

    address: str
    supervisor: int
    plan: Invitation


@contextmanager
def own_house(convention: str, count: int) -> Iterator[OwnHouse]:
    """Have a copy running. Raises NoHouseError and NoCopyError."""
    with _folder() as data, copied_database(data) as database:
        copy_installation(data)
        environment = _environment(data) | database
        plan = _furnish(convention, count, environment)
        with _serving(data, environment) as (address, process):
            _wait_until_it_is_ready(address)
            yield OwnHouse(address, process.pid, plan)


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="konvent-rehearsal-") as name:
        yield Path(name)


def copy_installation(data: Path) -> None:
    """Copy what a rehearsal needs beside the database: the key, the look."""
    key = data / "secret.key"
    key.touch(mode=0o600)
    key.write_text(settings.SECRET_KEY)
    if (look := settings.DATA / "uploads").is_dir():
        shutil.copytree(look, data / "uploads")


def _environment(data: Path) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {*OUR_OWN, "KONVENT_PUBLIC_URL", "KONVENT_HOSTS"}
    }
    return {**kept, "KONVENT_DATA": str(data), "PYTHONUNBUFFERED": "1"}


def _furnish(convention: str, count: int, environment: dict[str, str]) -> Invitation:
    done = subprocess.run(
        [sys.executable, "-m", "konvent.ops.rehearsal", convention, str(count)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NoHouseError(done.stderr.strip())
    return Invitation.of_json(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def _serving(
    data: Path, environment: dict[str, str]
) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    with (data / "serve.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "konvent", "serve", "--port", "0"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        try:
            said = process.stdout.readline() if process.stdout else ""
            if not said:
                raise NoHouseError((data / "serve.log").read_text()[-2000:])
            yield said.rpartition(" ")[2].strip(), process
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout:
                process.stdout.close()


def _wait_until_it_is_ready(address: str) -> None:
    place = urlsplit(address)
    deadline = time.monotonic() + SECONDS_TO_OPEN
    while True:
        if time.monotonic() > deadline:
            raise NoHouseError(
                _("The copy did not open within %(seconds)d seconds.")
                % {"seconds": SECONDS_TO_OPEN}
            )
        with suppress(OSError, http.client.HTTPException):
            line = http.client.HTTPConnection(place.hostname or "", place.port or 80, timeout=5)
            with closing(line):
                line.request("GET", "/ready")
                if line.getresponse().status == OK:
                    return
        time.sleep(0.1)
