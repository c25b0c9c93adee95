# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Reads a programme from a file into the house and reports what that changed."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.db import transaction
from django.utils import timezone, translation

from konvent.foundation.refusals import RefusedError
from konvent.ops.house import bring_up_to_date
from konvent.programme.actions import apply_schedule
from konvent.programme.actions.feeds import convention_for
from konvent.programme.formats.reading import LARGEST, read_schedule
from konvent.programme.formats.remarks import NotAScheduleError

if TYPE_CHECKING:
    import argparse

    from konvent.programme.actions import Report
    from konvent.programme.actions.feeds import Count
    from konvent.programme.formats.reading import Reading

NAME = "import"
HELP = "read a programme from schedule.xml or schedule.json"

STDIN = "-"


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask for the file, and where it belongs."""
    parser.add_argument(
        "file", metavar="FILE", help="the file, also as .gz; - reads it from a pipe"
    )
    parser.add_argument(
        "--convention",
        metavar="SLUG",
        default="",
        help="the convention it belongs to; a new name makes a new one (default: the file's own)",
    )
    parser.add_argument(
        "--accept-removals",
        action="store_true",
        help="go on even if more than a fifth of the sessions is missing in the file",
    )
    parser.add_argument("--timezone", default="", help="zone of its times, if it names none")
    parser.add_argument(
        "--language",
        choices=["de", "en"],
        default="",
        help="language of its texts, if it names none",
    )
    parser.add_argument("--dry-run", action="store_true", help="only say what would change")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(options: argparse.Namespace) -> int:
    """Change everything or nothing; exit with 1 and the reason when the file is refused."""
    if options.timezone and options.timezone not in available_timezones():
        sys.stderr.write(f"There is no time zone called {options.timezone}.\n")
        return 2
    with translation.override("en"):
        try:
            return _import(options)
        except NotAScheduleError as error:
            return _refuse(options, [problem._asdict() for problem in error.problems], str(error))
        except RefusedError as error:
            reason = str(error)
        except OSError as error:
            reason = f"{error.filename} cannot be read: {error.strerror}."
        return _refuse(options, [{"place": "", "reason": reason}], reason)


def _import(options: argparse.Namespace) -> int:
    content = _content(options.file)
    reading = read_schedule(content, timezone=options.timezone, language=options.language)
    bring_up_to_date()
    with transaction.atomic():
        report = apply_schedule(
            convention=convention_for(reading.schedule, options.convention),
            schedule=reading.schedule,
            at=timezone.now(),
            slug=options.convention,
            feed=f"{reading.schedule.convention.slug} ({reading.dialect})",
            accepts_removals=options.accept_removals,
        )
        transaction.set_rollback(options.dry_run)
    write = _as_json if options.json else _in_words
    sys.stdout.write(write(report, reading, is_dry=options.dry_run))
    return 0


def _content(name: str) -> bytes:
    if name == STDIN:
        return sys.stdin.buffer.read(LARGEST + 1)
    with Path(name).open("rb") as file:
        return file.read(LARGEST + 1)


def _refuse(options: argparse.Namespace, problems: list[dict[str, str]], text: str) -> int:
    if options.json:
        sys.stdout.write(json.dumps({"is_refused": True, "problems": problems}) + "\n")
    sys.stderr.write(f"Nothing was imported. {text}\n")
    return 1


def _as_json(report: Report, reading: Reading, *, is_dry: bool) -> str:
    answer: dict[str, Any] = {
        "is_refused": False,
        "is_dry_run": is_dry,
        "convention": report.convention.slug,
        "is_new": report.is_new,
        "has_changed": report.has_changed,
        "dialect": reading.dialect,
        "published_version": report.version.number if report.version else None,
        "counts": {name: asdict(count) for name, count in report.counts.items()},
        "remarks": [asdict(remark) for remark in reading.remarks],
    }
    return json.dumps(answer, ensure_ascii=False) + "\n"


def _in_words(report: Report, reading: Reading, *, is_dry: bool) -> str:
    convention = report.convention
    lines = [f"{convention.title} ({convention.slug}), read as {reading.dialect}", ""]
    lines += [_counted(name, count) for name, count in report.counts.items() if _says(count)]
    if reading.remarks:
        lines += ["", *(f"{remark.kind:<9} {remark}" for remark in reading.remarks)]
    return "\n".join([*lines, "", _outcome(report, is_dry=is_dry)]) + "\n"


def _says(count: Count) -> bool:
    return any(asdict(count).values())


def _counted(name: str, count: Count) -> str:
    parts = [f"{number} {what}" for what, number in asdict(count).items() if number]
    return f"{name:<14}{', '.join(parts)}"


def _outcome(report: Report, *, is_dry: bool) -> str:
    if not report.has_changed:
        return "Nothing has changed."
    if is_dry:
        return "This was a dry run: nothing has been changed."
    if report.version:
        return f"Published as version {report.version.number}."
    return (
        "The working copy has changed; visitors see it after: "
        f"konvent publish --convention {report.convention.slug}"
    )
