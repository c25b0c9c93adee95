# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The staff of the reference convention, and the commands that let them in."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.browser.house import clean_environment

if TYPE_CHECKING:
    from tests.browser.house import House

ORGANISER, PRODUCER = "olivia@sccon.example", "pavel@sccon.example"


def here(konvent: House, said: str) -> str:
    """The link in what a command said; a command does not know the house's port."""
    return re.search(r"http://\S+", said)[0].replace(":8000", f":{konvent.port}")


def slug_of(konvent: House) -> str:
    return konvent.links["Home"].split("/")[3]


def command(konvent: House, *words: str) -> str:
    """What `konvent …` prints, for the house's data."""
    program = [sys.executable, "-m", "konvent", *words, "--data", str(konvent.data)]
    done = subprocess.run(
        program, check=False, capture_output=True, text=True, env=clean_environment()
    )
    assert done.returncode == 0, done.stderr
    return done.stdout
