# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The media process: makes each stage's picture and watches its encoders."""

from __future__ import annotations

import os
import signal
import threading
from typing import TYPE_CHECKING

from konvent.foundation.processes import die_with_parent
from konvent.stage.media.process import run_media

if TYPE_CHECKING:
    import argparse

NAME = "media"
HELP = "run only the encoders of the stages (a part of serve)"
NICENESS = 10


def configure(parser: argparse.ArgumentParser) -> None:
    """Only the supervisor says more."""
    parser.add_argument("--parent", type=int, help="end when this process does")


def run(options: argparse.Namespace) -> int:
    """Encode until told to stop."""
    if options.parent:
        die_with_parent(options.parent)
    os.nice(NICENESS)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_media(stop)
    return 0
