# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The dress rehearsal: as many people as are expected come in, watch and take part."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from argparse import ArgumentTypeError
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import uvloop
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.ops.rehearsal.copying import NoCopyError
from konvent.ops.rehearsal.crowd import TooManyError, hold
from konvent.ops.rehearsal.evening import Evening
from konvent.ops.rehearsal.invitation import MOST
from konvent.ops.rehearsal.own_house import NoHouseError, own_house
from konvent.ops.rehearsal.report import conclude, write_report
from konvent.ops.rehearsal.target import ask_to_rehearse, opt_in, place_of, segment_bytes
from konvent.ops.rehearsal.weighing import Scales

if TYPE_CHECKING:
    import argparse
    from types import FrameType

    from konvent.ops.rehearsal.invitation import Invitation
    from konvent.ops.rehearsal.report import Outcome

NAME = "rehearse"
HELP = "rehearse the first morning with simulated people, in a copy, and say whether it held"
DURATION = re.compile(r"(\d+)(s|m|)")
LONGEST = 600
PASSED, NOT_PASSED, MISUNDERSTOOD = 0, 1, 2
BAR = 24
PATIENCE = 90.0
"""Seconds in which a stage of a house that was just opened shows a picture."""


def duration(text: str) -> int:
    """Read 60s, 2m or 60."""
    found = DURATION.fullmatch(text)
    seconds = int(found[1]) * (60 if found[2] == "m" else 1) if found else 0
    if not 0 < seconds <= LONGEST:
        raise ArgumentTypeError("is a time such as 60s or 2m, ten minutes at most")
    return seconds


def participants(text: str) -> int:
    """Read how many come."""
    count = int(text) if text.isdecimal() else 0
    if not 0 < count <= MOST:
        raise ArgumentTypeError(f"is a number, {MOST} at most")
    return count


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask how many come, and where."""
    parser.add_argument(
        "--participants", type=participants, default=500, help="how many come (%(default)s)"
    )
    parser.add_argument(
        "--ramp", type=duration, default=60, help="within which time they come (60s)"
    )
    parser.add_argument(
        "--stay", type=duration, default=30, help="for how long they stay then (30s)"
    )
    parser.add_argument(
        "--lenient",
        type=float,
        default=1.0,
        help="how many times as long everything may take, on a machine with other work (1)",
    )
    parser.add_argument("--convention", default="", help="its short name (the one shown first)")
    parser.add_argument("--out", type=Path, default=Path("rehearsal"), help="folder of the report")
    parser.add_argument(
        "--target", default="", help="an installation elsewhere, which has opted in"
    )
    parser.add_argument(
        "--token-file", type=Path, help="file with the token that --allow printed there"
    )
    parser.add_argument(
        "--allow", action="store_true", help="let others rehearse here for three hours"
    )


def run(options: argparse.Namespace) -> int:
    """Return 0 when every promise was kept."""
    if options.allow:
        sys.stdout.write(opt_in(timezone.now()) + "\n")
        return PASSED
    if not _can_keep(options.out):
        says = _("No report can be written into %(folder)s. Name another folder with --out.")
        sys.stderr.write(says % {"folder": options.out.absolute()} + "\n")
        return NOT_PASSED
    signal.signal(signal.SIGTERM, _stop)
    try:
        outcome = _elsewhere(options) if options.target else _in_a_copy(options)
    except (NoHouseError, NoCopyError) as reason:
        sys.stderr.write(f"{reason}\n")
        return NOT_PASSED
    except TooManyError as most:
        says = _("The system allows open files for %(most)d people (ulimit -Hn). Take fewer.")
        sys.stderr.write(says % {"most": most.allowed} + "\n")
        return NOT_PASSED
    page = write_report(outcome, options.out)
    _tell_outcome(outcome, page)
    return PASSED if outcome.is_passed else NOT_PASSED


def _can_keep(folder: Path) -> bool:
    """Make the folder of the report beforehand: what came of it is not to be lost at the end."""
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    return folder.is_dir() and os.access(folder, os.W_OK)


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    """Leave by the way that closes the copy and deletes it."""
    sys.exit(NOT_PASSED)


def _in_a_copy(options: argparse.Namespace) -> Outcome:
    sys.stderr.write(_("Opening a copy of the house.") + "\n")
    with own_house(options.convention, options.participants) as house:
        return _rehearse(options, house.address, house.plan, house.supervisor)


def _elsewhere(options: argparse.Namespace) -> Outcome:
    token = _token_in(options.token_file) if options.token_file else ""
    plan = ask_to_rehearse(options.target, token, options.participants, options.convention)
    return _rehearse(options, options.target, plan, None)


def _token_in(file: Path) -> str:
    try:
        return file.read_text().strip()
    except (OSError, UnicodeDecodeError):
        says = _("The token in %(file)s cannot be read.")
        raise NoHouseError(says % {"file": file}) from None


def _rehearse(
    options: argparse.Namespace, address: str, plan: Invitation, supervisor: int | None
) -> Outcome:
    place = place_of(address)
    evening = Evening(
        plan,
        place,
        ramp=options.ramp,
        stays=options.stay,
        segment_bytes=segment_bytes(place, plan, patience=PATIENCE),
        is_own_house=supervisor is not None,
    )
    at = timezone.now()
    scales = Scales(supervisor)
    with suppress(asyncio.CancelledError):
        uvloop.run(hold(evening, _tell_progress, scales.weigh))
    sys.stderr.write("\n")
    where = address if options.target else _("in a copy")
    return conclude(evening, where=where, at=at, lenient=options.lenient)


def _tell_progress(evening: Evening) -> None:
    """Draw how far it is, in one line."""
    done = min(1.0, evening.now() / evening.ends_at)
    full = round(done * BAR)
    errors = sum(evening.measures.errors.values())
    p99 = evening.measures.of("journey").p(0.99) * 1000
    says = _("%(inside)d inside, journey p99 %(p99)d ms, %(errors)d errors") % {
        "inside": evening.streams,
        "p99": p99,
        "errors": errors,
    }
    sys.stderr.write(f"\r[{'#' * full}{'-' * (BAR - full)}] {done:4.0%}  {says} ")
    sys.stderr.flush()


def _tell_outcome(outcome: Outcome, page: Path) -> None:
    for promise in outcome.promises:
        sign = _("kept") if promise.is_kept else _("BROKEN")
        sys.stdout.write(f"{sign:<9}{promise.says}: {promise.found}\n")
    if outcome.bottleneck is not None:
        sys.stdout.write(f"\n{outcome.bottleneck.says}\n")
    verdict = _("Passed") if outcome.is_passed else _("Not passed")
    sys.stdout.write(f"\n{verdict}: {page}\n")
