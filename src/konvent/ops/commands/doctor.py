# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Looks the installation over and says what is wrong, with what to do about it."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.utils import timezone

from konvent.ops.checkup import look_over
from konvent.ops.findings import Door, State

if TYPE_CHECKING:
    import argparse

    from konvent.ops.findings import Finding

NAME = "doctor"
HELP = "look the installation over and say what is wrong, with what to do about it"


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask about the door and the form of the answer."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (%(default)s)")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(options: argparse.Namespace) -> int:
    """Return 1 when something is wrong."""
    findings = look_over(Door(options.host, options.port), timezone.localtime())
    is_well = all(finding.state != State.WRONG for finding in findings.values())
    write = _as_json if options.json else _in_words
    sys.stdout.write(write(findings, is_well=is_well))
    return 0 if is_well else 1


def _as_json(findings: dict[str, Finding], *, is_well: bool) -> str:
    checks = [{"name": name, **asdict(finding)} for name, finding in findings.items()]
    return json.dumps({"is_well": is_well, "checks": checks}, ensure_ascii=False) + "\n"


def _in_words(findings: dict[str, Finding], *, is_well: bool) -> str:
    lines = []
    for name, finding in findings.items():
        lines.append(f"{finding.state:<5}  {name:<14}  {finding.says}")
        if finding.mend:
            lines.append(f"{'':<23}→ {finding.mend}")
    wrong = sum(finding.state == State.WRONG for finding in findings.values())
    lines.append("\nThe installation is well." if is_well else f"\n{wrong} to mend.")
    return "\n".join(lines) + "\n"
