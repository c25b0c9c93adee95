# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Takes in what mail servers report about letters that came back."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from django.db import DatabaseError
from django.utils import timezone

from konvent.letters.actions import note_returned
from konvent.letters.bounces import LARGEST, read_report

if TYPE_CHECKING:
    import argparse

NAME = "letters"
HELP = "note that letters came back: a mail server pipes its reports into konvent letters bounced"
TRY_AGAIN = 75
"""What tells a mail server to bring the report once more, later (EX_TEMPFAIL)."""


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask what to do."""
    parser.add_argument(
        "verb", choices=["bounced"], help="read one report (RFC 3464) from the standard input"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(options: argparse.Namespace) -> int:
    """Read one report; whatever it is, a mail server need not know, unless it shall come again."""
    report = sys.stdin.buffer.read(LARGEST)
    try:
        noted = [
            note_returned(
                letter=one.letter, returned=one.outcome, is_final=one.is_final, at=timezone.now()
            )
            for one in read_report(report)
        ]
    except DatabaseError as error:
        sys.stderr.write(f"The database does not answer, please come again: {error}\n")
        return TRY_AGAIN
    said = (
        f"{sum(noted)} letters are noted as come back." if noted else "No letter of ours is in it."
    )
    sys.stdout.write(f"{json.dumps({'noted': sum(noted)}) if options.json else said}\n")
    return 0
