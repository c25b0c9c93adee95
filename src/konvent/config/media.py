# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The media process: makes each stage's picture and watches its encoders."""

from __future__ import annotations

import signal
import threading
from typing import TYPE_CHECKING

from konvent.foundation.processes import die_with_parent
from konvent.ops.verify import verify
from konvent.stage.media.process import run_media

if TYPE_CHECKING:
    import argparse

NAME = "media"
HELP = "run only the encoders of the stages (a part of serve), or verify the recordings"


def configure(parser: argparse.ArgumentParser) -> None:
    """Say whether to encode or to verify; only the supervisor says more."""
    parser.add_argument(
        "deed",
        nargs="?",
        choices=["verify"],
        help="verify: compare every segment of every recording with its hash",
    )
    parser.add_argument("--json", action="store_true", help="with verify: answer in JSON")
    parser.add_argument("--parent", type=int, help="end when this process does")


def run(options: argparse.Namespace) -> int:
    """Encode until told to stop, or verify and return 1 when a recording is not whole."""
    if options.deed == "verify":
        return verify(as_json=options.json)
    if options.parent:
        die_with_parent(options.parent)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run_media(stop)
    return 0
