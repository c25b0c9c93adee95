# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Writes a programme as schedule.xml, schedule.json or a calendar."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import OperationalError, ProgrammingError
from django.utils import timezone, translation

from konvent.foundation.refusals import RefusedError
from konvent.foundation.texts import Text
from konvent.ops.house import convention_called
from konvent.programme.changes import changes_between
from konvent.programme.formats.calendar import among, everything, on_day, write_calendar
from konvent.programme.formats.json_writer import write_json
from konvent.programme.formats.xml_writer import write_xml
from konvent.programme.queries import (
    Publication,
    publications,
    published_schedule,
    schedule_of_version,
    working_copy,
)

if TYPE_CHECKING:
    import argparse

    from konvent.convention.models import Convention
    from konvent.programme.formats.calendar import Choice
    from konvent.programme.schedule import Schedule

NAME = "export"
HELP = "write the programme as schedule.xml, schedule.json or iCalendar"

WORKING = "working"


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask for the format, the convention, the version and the place to write it to."""
    parser.add_argument(
        "--format", choices=["frab-xml", "frab-json", "ical"], required=True, help="its format"
    )
    parser.add_argument(
        "--convention", metavar="SLUG", default="", help="(default: the one shown first)"
    )
    parser.add_argument(
        "--version",
        metavar="N",
        default="",
        help="number of a published version, or “working” for the working copy (default: newest)",
    )
    parser.add_argument(
        "--out", metavar="FILE", default="", help="file to write (default: print it)"
    )
    parser.add_argument("--day", type=date.fromisoformat, help="only this day (ical), 2026-10-27")
    parser.add_argument("--sessions", default="", help="only these sessions (ical), CODE,CODE")


def run(options: argparse.Namespace) -> int:
    """Write the file; exit with 1 and the reason when there is nothing to write."""
    with translation.override("en"):
        try:
            content = _content(options)
            _write(content, options.out)
        except (OperationalError, ProgrammingError):
            text = "This installation has no database yet. Start it once: konvent serve"
        except RefusedError as error:
            text = str(error)
        except OSError as error:
            text = f"{error.filename} cannot be written: {error.strerror}."
        else:
            return 0
    sys.stderr.write(f"{text}\n")
    return 1


def _content(options: argparse.Namespace) -> bytes:
    if options.format != "ical" and (options.day or options.sessions):
        raise RefusedError("--day and --sessions choose for a calendar: --format ical.")
    convention = convention_called(options.convention)
    schedule = _schedule(convention, options.version)
    home = f"{settings.PUBLIC_URL}/{convention.slug}"
    if options.format == "frab-xml":
        return write_xml(schedule, home)
    if options.format == "frab-json":
        return write_json(schedule, home).encode()
    history = _history(convention, schedule, options.version)
    return write_calendar(schedule, history, home, _choice(options, schedule, history))


def _schedule(convention: Convention, version: str) -> Schedule:
    if version == WORKING:
        schedule = working_copy(convention)
        if not schedule.days:
            raise RefusedError(f"{convention.title} needs a day before it can be exported.")
        return schedule
    versions = convention.versions.newest_first()
    if version:
        versions = versions.filter(number=int(version) if version.isdecimal() else 0)
    found = versions.first()
    if found is None:
        what = f"no version {version}" if version else "no published version"
        raise RefusedError(f"{convention.title} has {what}.")
    return schedule_of_version(found)


def _history(convention: Convention, schedule: Schedule, version: str) -> tuple[Publication, ...]:
    """Return the versions up to this one; the working copy counts as the next one."""
    history = publications(convention.slug)
    if version == WORKING:
        changes = changes_between(published_schedule(convention.slug), schedule)
        upcoming = Publication(len(history) + 1, timezone.now(), Text(), tuple(changes))
        return (upcoming, *history)
    return tuple(one for one in history if not version or one.number <= int(version))


def _choice(
    options: argparse.Namespace, schedule: Schedule, history: tuple[Publication, ...]
) -> Choice:
    """Return what is asked for; a day or session that never was there is a slip of the pen."""
    if options.sessions:
        codes = options.sessions.split(",")
        told = {change.session for publication in history for change in publication.changes}
        if unknown := [code for code in codes if code not in {*schedule.session, *told}]:
            raise RefusedError(f"There is no session called {', '.join(unknown)}.")
        return among(codes)
    if not options.day:
        return everything
    if options.day not in {day.date for day in schedule.days}:
        days = ", ".join(str(day.date) for day in schedule.days)
        raise RefusedError(f"{options.day} is no day of the programme; its days are {days}.")
    return on_day(options.day, schedule)


def _write(content: bytes, name: str) -> None:
    if name:
        Path(name).write_bytes(content)
    else:
        sys.stdout.buffer.write(content)
