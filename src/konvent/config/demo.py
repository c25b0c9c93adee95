# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Opens a house with the reference convention in it, and invites to look around."""

from __future__ import annotations

import json
import logging
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from konvent.config.door import CannotServeError
from konvent.config.environment import Environment, standard_place
from konvent.config.serve import prepare_data_folder, serve, take_lock
from konvent.foundation.media.memory import leave_memory, place_in_memory
from konvent.foundation.media.names import LIVE

if TYPE_CHECKING:
    import argparse

NAME = "demo"
HELP = "run the reference convention, happening now, and print the links to try"

MARK = "demo.txt"
"""Is in a data folder that the demo made, and only there."""
WHAT_IT_SAYS = "This folder belongs to konvent demo: --fresh empties it.\n"
SECONDS_FOR_PICTURES, LOOK_EVERY = 8.0, 0.1
"""How long the invitation waits for the stages: whoever follows it at once is to see something."""
SECURITY_CONTACT = "mailto:security@sccon.example"
"""Fictional, as everybody is who can be written to here: .example is nobody's."""
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
GUESTS = {
    "home": ("Home", "what everybody sees, without a ticket"),
    "attendee": ("Attendee", "a ticket link, as a participant gets it: it opens the stages"),
    "organiser": ("Organiser", "programme, speakers, publishing; signs in once"),
    "producer": ("Producer", "says what is on stage now; signs in once, best in another browser"),
    "moderator": ("Moderator", "leads what the audience asks; signs in once, best on a phone"),
    "speaker": ("Speaker", "sees what is asked and how long there is; needs no account"),
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Say where, and whether to begin anew."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    parser.add_argument("--fresh", action="store_true", help="forget everything and begin anew")
    parser.add_argument("--json", action="store_true", help="print the links as one JSON line too")


def run(options: argparse.Namespace) -> int:
    """Serve the reference convention until SIGTERM or Ctrl-C."""
    logging.basicConfig(format="{asctime} {levelname} {name} {message}", style="{", level="WARNING")
    data = Path(os.environ.get("KONVENT_DATA") or standard_place() / "demo").absolute()
    os.environ["KONVENT_DATA"] = str(data)
    os.environ.setdefault("KONVENT_LOG_LEVEL", "warning")
    os.environ.setdefault("KONVENT_SECURITY_CONTACT", SECURITY_CONTACT)
    if options.host not in LOOPBACK:
        os.environ.setdefault("KONVENT_HOSTS", '["*"]')
    links: dict[str, str] = {}
    opened_at = time.time()

    def welcome(_address: str) -> None:
        wait_for_pictures(data, since=opened_at)
        invite(links, as_json=options.json)

    try:
        if options.fresh:
            begin_anew(data)
        mark(data)
        tell(f"Opening the house in {data}")
        return serve(
            options.host,
            options.port,
            prepare=lambda: links.update(fill()),
            welcome=welcome,
        )
    except CannotServeError as reason:
        print(reason, file=sys.stderr)  # noqa: T201 -- told to the person at the terminal
        return 1


def tell(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201 -- told to the person at the terminal


def begin_anew(data: Path) -> None:
    """Empty the demo's folder; any other one is left alone."""
    if not data.exists() or not any(data.iterdir()):
        return
    if os.environ.get("KONVENT_DATABASE_URL"):
        raise CannotServeError("KONVENT_DATABASE_URL names a database that --fresh cannot empty.")
    if not (data / MARK).is_file():
        raise CannotServeError(
            f"{data} is not the folder of a demo, so --fresh leaves it alone. Name another --data."
        )
    with take_lock(prepare_data_folder()):
        tell(f"Emptying {data}")
        leave_memory(Environment().memory, data)
        for entry in data.iterdir():
            if entry.is_dir() and not entry.is_symlink():
                shutil.rmtree(entry)
            else:
                entry.unlink()


def mark(data: Path) -> None:
    """Mark an empty folder as the demo's, before anything is in it."""
    if not data.exists() or not any(data.iterdir()):
        prepare_data_folder()
        (data / MARK).write_text(WHAT_IT_SAYS)


def fill() -> dict[str, str]:
    """Bring the convention in, or to today, and return where its guests come in.

    That is done in a process of its own: this one needs no Django.
    """
    with subprocess.Popen(
        [sys.executable, "-m", "konvent.ops.demo"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as filling:
        invitation = ""
        for line in filling.stdout or ():
            if line.startswith("{"):
                invitation = line
            else:
                tell(line.rstrip())
        complaint = filling.stderr.read() if filling.stderr else ""
    if filling.returncode:
        raise CannotServeError(complaint.strip())
    tell("Opening the stages.")
    links: dict[str, str] = json.loads(invitation)
    return links


def wait_for_pictures(data: Path, *, since: float) -> None:
    """Wait until each stage shows something, but not for long: a busy machine shows it later."""
    deadline = time.monotonic() + SECONDS_FOR_PICTURES
    while time.monotonic() < deadline and not all_have_pictures(data, since):
        time.sleep(LOOK_EVERY)


def all_have_pictures(data: Path, since: float) -> bool:
    """Whether there are stages, and the list of each is not one from before."""
    made = place_in_memory(Environment().memory, data) or data / "media"
    try:
        shown = [(stage / LIVE).stat().st_mtime for stage in made.glob("*/*/")]
    except FileNotFoundError:
        return False
    return bool(shown) and min(shown) >= since


def invite(links: dict[str, str], *, as_json: bool) -> None:
    """Print where to go, all at once."""
    lines = ["", "Konvent is open, and the convention is happening now.", ""]
    for key, (name, what) in GUESTS.items():
        lines += [f"  {name}: {what}", f"    {links[key]}", ""]
    lines.append("Ctrl+C closes it. Everything is kept; --fresh begins anew.")
    if as_json:
        lines.append(json.dumps(links))
    tell("\n".join(lines))
