# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Makes the working copy of a programme its next published version."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from django.db import OperationalError, ProgrammingError
from django.utils import timezone, translation

from konvent.foundation.refusals import RefusedError
from konvent.foundation.texts import Text
from konvent.ops.house import convention_called
from konvent.programme.actions import publish_version
from konvent.programme.changes import Change

if TYPE_CHECKING:
    import argparse

NAME = "publish"
HELP = "make the working copy of the programme its next version"


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask which convention it is, and what to say about it."""
    parser.add_argument(
        "--convention", metavar="SLUG", default="", help="(default: the one shown first)"
    )
    parser.add_argument("--note", default="", help="a sentence on what is new; visitors see it")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(options: argparse.Namespace) -> int:
    """Print what has changed; exit with 1 when nothing has."""
    with translation.override("en"):
        try:
            return _publish(options)
        except (OperationalError, ProgrammingError):
            text = "This installation has no database yet. Start it once: konvent serve"
        except RefusedError as error:
            text = str(error)
    sys.stderr.write(f"{text}\n")
    return 1


def _publish(options: argparse.Namespace) -> int:
    convention = convention_called(options.convention)
    note = Text({convention.default_language: options.note})
    version = publish_version(convention=convention, at=timezone.now(), note=note)
    changes = [Change.from_json(change) for change in version.changes]
    if options.json:
        answer = {
            "convention": convention.slug,
            "version": version.number,
            "changes": [str(change) for change in changes],
        }
        sys.stdout.write(json.dumps(answer, ensure_ascii=False) + "\n")
    else:
        sentences = "".join(f"  {change}\n" for change in changes)
        sys.stdout.write(f"Version {version.number} of {convention.title} is out.\n{sentences}")
    return 0
