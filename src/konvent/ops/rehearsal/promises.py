# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a house promises, whether it was kept, and what stood in the way when it was not."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from konvent.ops.rehearsal.weighing import MACHINE, REHEARSAL

if TYPE_CHECKING:
    from konvent.ops.rehearsal.evening import Evening
    from konvent.ops.rehearsal.measures import Measures, Series

JOURNEY, ACT, UPDATE, BACK, PICTURE = 0.5, 0.05, 1.0, 6.0, 1.0
"""Seconds, within which 99 of 100 must be: DESIGN's numbers, as far as a visitor feels them."""
MOST_A_SECOND = 3000.0
FULL = 0.9
"""Share of a core from which on a process has no more to give."""
LATE = 0.05
"""Seconds by which the rehearsal itself may be late before it measures itself."""
P99 = 0.99


@dataclass(frozen=True, slots=True)
class Promise:
    """One thing that should be so."""

    name: str
    says: str
    found: str
    """What was measured, in words."""
    is_kept: bool


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """What gave way first."""

    name: str
    says: str


def timed() -> dict[str, tuple[str, float]]:
    """Return what must be done in time: words, and seconds."""
    return {
        "journey": (_("From the ticket link to the live stage, without the time to look"), JOURNEY),
        "act": (_("A small write is answered, and saved"), ACT),
        "update": (_("What somebody does is seen on the stage's page"), UPDATE),
        "back": (_("Whoever loses the connection is back"), BACK),
        "picture": (_("A piece of the picture, two seconds long, is there"), PICTURE),
    }


def judge(evening: Evening, *, lenient: float = 1.0) -> list[Promise]:
    """Return every promise that could be measured; be so many times as lenient about times."""
    measures, count = evening.measures, len(evening.plan.tickets)
    arrived = measures.counts["arrived"]
    errors = sum(measures.errors.values())
    first_errors = ", ".join(f"{what} ({times})" for what, times in measures.errors.most_common(3))
    found = _("%(arrived)s of %(count)s") % {"arrived": _said(arrived), "count": _said(count)}
    promises = [
        Promise("arrived", _("Everybody gets in"), found, arrived == count),
        Promise("errors", _("Nothing goes wrong"), first_errors or _("no errors"), errors == 0),
    ]
    for name, (says, bar) in timed().items():
        if len(measures.of(name).values):
            promises.append(_in_time(name, says, measures.of(name), bar * lenient))
    return promises


def _in_time(name: str, says: str, series: Series, bar: float) -> Promise:
    p99 = series.p(P99)
    found = _("99 of 100 within %(p99)s ms, promised %(bar)s ms") % {
        "p99": _said(round(p99 * 1000)),
        "bar": _said(round(bar * 1000)),
    }
    return Promise(name, says, found, p99 <= bar)


def _said(number: int) -> str:
    return str(number_format(number, force_grouping=True))


def find_bottleneck(measures: Measures, promises: list[Promise]) -> Bottleneck | None:
    """Say what gave way; None when every promise was kept.

    Whatever is late for half of the people is late by itself; where only some wait, a full core
    makes all of it late.
    """
    broken = {promise.name for promise in promises if not promise.is_kept}
    if not broken:
        return None
    if elsewhere := _by_other_work(measures):
        return elsewhere
    late = {name: measures.of(name).p(0.5) / bar for name, (_, bar) in timed().items()}
    latest = max(broken & late.keys(), key=lambda name: late[name], default="")
    if late.get(latest, 0.0) > 1:
        return _by_what_was_late({latest})
    return _by_full_core(measures) or _by_what_was_late(broken)


def _by_other_work(measures: Measures) -> Bottleneck | None:
    """Say that the machine was busy with something else: then nothing here was measured."""
    cores = os.cpu_count() or 1
    used = {name: series.p(0.5) for name, series in measures.cpu.items()}
    machine = used.pop(MACHINE, 0.0)
    others = machine - sum(used.values())
    if machine < FULL * cores or others < machine / 2:
        return None
    says = _(
        "Other work on this machine: it used %(share)d %% of the cores, so nothing of the house "
        "was measured. Rehearse when the machine is quiet."
    )
    return Bottleneck("other work", says % {"share": round(others / cores * 100)})


def _by_full_core(measures: Measures) -> Bottleneck | None:
    busiest = {name: series.p(0.9) for name, series in measures.cpu.items()}
    if measures.of("late").p(P99) > LATE and busiest.get(REHEARSAL, 0.0) >= FULL:
        return Bottleneck(
            "rehearsal",
            _(
                "The rehearsal itself had no core left and measured itself. "
                "Run it from another machine."
            ),
        )
    if busiest.get("front", 0.0) >= FULL:
        return Bottleneck(
            "front", _("The front: its one core is full. Fewer people, a faster core, or edges.")
        )
    if busiest.get(MACHINE, 0.0) >= FULL * (os.cpu_count() or 1):
        parts = set(busiest) - {MACHINE}
        name = max(parts, key=lambda part: busiest[part], default=MACHINE)
        says = _("The machine's cores: all are busy, most of all with: %(name)s.") % {"name": name}
        return Bottleneck("cores", says)
    return None


def _by_what_was_late(broken: set[str]) -> Bottleneck:
    """Judge by which promise was broken, where no core was full."""
    if "act" in broken and "journey" not in broken:
        return Bottleneck(
            "writer",
            _("The writer: saving takes long, although there is a core left. Look at the disk."),
        )
    if "update" in broken and "journey" not in broken:
        return Bottleneck(
            "hub", _("The hub: changes are saved in time and told late, with a core left.")
        )
    if broken == {"picture"}:
        return Bottleneck(
            "picture", _("The picture: its pieces come late. Look at the encoder and the disk.")
        )
    if broken & {"journey", "back"}:
        return Bottleneck("pages", _("The doors and pages: they answer late, with a core left."))
    return Bottleneck("errors", _("Errors, not speed: see what went wrong."))
