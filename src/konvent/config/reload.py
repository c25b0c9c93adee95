# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Exchanges the parts of a running house for those that are installed now."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from typing import TYPE_CHECKING

from konvent.config.door import CannotServeError
from konvent.config.environment import Environment
from konvent.config.serve import RENEWED, Renewal, take_lock

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

NAME = "reload"
HELP = "let a running house go on with the version that is installed now; nobody is turned away"
PATIENCE = 300.0
LOOK_EVERY = 0.1


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask for the form of the answer."""
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(options: argparse.Namespace) -> int:
    """Wait until it is done; return 1 and the reason when the house goes on as it was."""
    data = Environment().data.absolute()
    number = _who_serves(data)
    if not number:
        sys.stderr.write(f"Nobody serves {data}: start it with konvent serve.\n")
        return 1
    renewal = Renewal(data)
    renewal.forget()
    os.kill(number, signal.SIGUSR2)
    deadline = time.monotonic() + PATIENCE
    while not (outcome := renewal.outcome()) and time.monotonic() < deadline:
        time.sleep(LOOK_EVERY)
    is_renewed = outcome == RENEWED
    if options.json:
        sys.stdout.write(json.dumps({"is_renewed": is_renewed, "says": outcome}) + "\n")
    elif is_renewed:
        sys.stdout.write("Konvent is renewed. The stages' pictures went on as they were.\n")
    else:
        sys.stderr.write(f"{outcome or 'The house has not answered.'}\n")
    return 0 if is_renewed else 1


def _who_serves(data: Path) -> int:
    """Return the process that serves a folder; 0 when nobody does."""
    lock = data / "serve.lock"
    if not lock.exists():
        return 0
    try:
        with take_lock(data):
            return 0
    except CannotServeError:
        return int(lock.read_text() or 0)
