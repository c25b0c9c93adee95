# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What came of a rehearsal: a page to look at and JSON to keep."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from konvent.ops.rehearsal.charts import Line, chart
from konvent.ops.rehearsal.promises import ACT, JOURNEY, find_bottleneck, judge

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.ops.rehearsal.evening import Evening
    from konvent.ops.rehearsal.measures import Series
    from konvent.ops.rehearsal.promises import Bottleneck, Promise

SHARES = {"p50": 0.5, "p90": 0.9, "p99": 0.99, "max": 1.0}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be said of a rehearsal."""

    evening: Evening
    where: str
    at: datetime
    promises: list[Promise]
    bottleneck: Bottleneck | None

    @property
    def is_passed(self) -> bool:
        return all(promise.is_kept for promise in self.promises)


def conclude(evening: Evening, *, where: str, at: datetime, lenient: float = 1.0) -> Outcome:
    """Judge what was measured."""
    promises = judge(evening, lenient=lenient)
    return Outcome(evening, where, at, promises, find_bottleneck(evening.measures, promises))


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Return the figures."""
    evening, measures = outcome.evening, outcome.evening.measures
    return {
        "passed": outcome.is_passed,
        "where": outcome.where,
        "at": outcome.at.isoformat(),
        "participants": len(evening.plan.tickets),
        "ramp_seconds": evening.ramp,
        "stay_seconds": evening.stays,
        "fetched_the_picture": len(evening.watchers),
        "promises": [asdict(promise) for promise in outcome.promises],
        "bottleneck": asdict(outcome.bottleneck) if outcome.bottleneck else None,
        "milliseconds": {
            kind: {name: round(series.p(share) * 1000, 1) for name, share in SHARES.items()}
            | {"count": len(series.values)}
            for kind, series in sorted(measures.series.items())
        },
        "errors": dict(measures.errors),
        "refused": dict(measures.refused),
        "counts": dict(measures.counts),
        "bytes": measures.bytes,
        "rehearsal_cpu_ms_per_person": round(
            evening.cpu_seconds * 1000 / max(len(evening.plan.tickets), 1), 2
        ),
        "share_of_a_core": {
            name: {"p50": round(series.p(0.5), 3), "p99": round(series.p(0.99), 3)}
            for name, series in sorted(measures.cpu.items())
        },
        "each_second": {
            "inside": _course(measures.inside, 1.0),
            "milliseconds_p99": {
                kind: _course(series, 0.99, times=1000)
                for kind, series in sorted(measures.series.items())
            },
            "share_of_a_core": {
                name: _course(series, 0.5) for name, series in sorted(measures.cpu.items())
            },
        },
    }


def _course(series: Series, share: float, *, times: float = 1) -> dict[int, float]:
    """Return a percentile for each second, by the seconds since the beginning."""
    return {int(at): round(value * times, 3) for at, value in series.by_second(share)}


def write_report(outcome: Outcome, folder: Path) -> Path:
    """Write the page and the JSON into a folder; return the page's path."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = as_json(outcome)
    (folder / "rehearsal.json").write_text(json.dumps(figures, indent=2, ensure_ascii=False) + "\n")
    page = folder / "rehearsal.html"
    context = {
        "outcome": outcome,
        "figures": figures,
        "charts": _charts(outcome.evening),
        "rows": [
            (words, figures["milliseconds"][kind])
            for kind, words in _names().items()
            if kind in figures["milliseconds"]
        ],
    }
    page.write_text(render_to_string("ops/rehearsal.html", context | {"style": _style()}))
    return page


def _names() -> dict[str, str]:
    """Return what was timed, in words, in the order in which people do it."""
    return {
        "journey": _("the whole way in"),
        "ticket": _("ticket link"),
        "enter": _("the door"),
        "queue": _("waiting in the queue"),
        "programme": _("page of the programme"),
        "static": _("scripts and styles"),
        "stage": _("page of the stage"),
        "stream": _("live stream, begun"),
        "picture": _("piece of the picture"),
        "act": _("small write"),
        "update": _("from doing to seeing"),
        "back": _("back after a lost connection"),
        "late": _("lateness of the rehearsal itself"),
    }


def _charts(evening: Evening) -> list[dict[str, str]]:
    measures = evening.measures
    inside = list(zip(measures.inside.at, measures.inside.values, strict=True))
    names = {
        "front": _("front"),
        "scribe": _("the front's scribe"),
        "application": _("application"),
        "media": _("media"),
        "worker": _("worker"),
        "rehearsal": _("the rehearsal"),
        "machine": _("all cores"),
    }
    drawn = [
        (_("People at the stages"), _("people"), [Line(_("inside"), inside)], None),
        (
            _("From the ticket to the stage"),
            "ms",
            _milliseconds(evening, "journey"),
            JOURNEY * 1000,
        ),
        (_("Small writes, answered"), "ms", _milliseconds(evening, "act"), ACT * 1000),
        (_("From doing to seeing"), "ms", _milliseconds(evening, "update"), None),
        (
            _("What the processes use"),
            _("cores"),
            [
                Line(names.get(name, name), series.by_second(0.5))
                for name, series in sorted(measures.cpu.items())
            ],
            None,
        ),
    ]
    charts = ((title, chart(title, unit, lines, bar=bar)) for title, unit, lines, bar in drawn)
    return [
        {"title": title, "svg": mark_safe(svg)}  # noqa: S308 -- drawn by us, names escaped
        for title, svg in charts
        if svg
    ]


def _milliseconds(evening: Evening, kind: str) -> list[Line]:
    series = evening.measures.of(kind)
    return [
        Line(
            name,
            [(at, value * 1000) for at, value in series.by_second(share)],
        )
        for name, share in (("50 %", 0.5), ("99 %", 0.99))
    ]


def _style() -> SafeString:
    """Return the style as an element: the report is one file, and no page of the house."""
    css = Path(__file__).with_name("report.css").read_text()
    return mark_safe(f"<style>\n{css}</style>")  # noqa: S308 -- a file of ours
