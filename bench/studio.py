# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One stage's studio as a process of its own, with one source, for bench/media.py."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path

from konvent.stage.media.card import Card
from konvent.stage.media.plan import Listening, Plan
from konvent.stage.media.studio import Studio

LOOK_EVERY = 0.2  # seconds, as the media process does


def main(folder: str, port: str, passphrase: str, quality: str) -> None:
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    card = Card("Bench", "Konvent", "Test card", "teal", "Europe/Berlin")
    source = Listening("primary", int(port), passphrase, quality=quality)
    studio = Studio(Path(folder), Plan(card, (source,), quality=quality))
    while not stop.wait(LOOK_EVERY):
        studio.look()
    studio.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
