# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Proves that the recordings are whole, and names what is not: ``konvent media verify``."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from konvent.foundation.store import StoreAwayError
from konvent.library.actions.storing import as_it_is, is_as_it_was, note_damage_in_store
from konvent.library.media.cut import cut
from konvent.library.media.tape import INDEX
from konvent.library.media.whole import MISSING, Fault, Report, look_at
from konvent.library.models import Companion, Recording, RecordingState
from konvent.library.places import folder_of, recording_of, tape_in_store
from konvent.library.queries import rows_of, span_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SECONDS = 0.1
"""By which the length of an index may differ from the one that was written down."""
SHORT, AWAY = "lacks rows", "away"
FINE, FAULTY = "whole", "NOT WHOLE"


@dataclass(frozen=True, slots=True)
class Finding:
    """One recording, or one companion of it."""

    convention: str
    session: str
    title: str
    key: str
    report: Report

    @property
    def is_whole(self) -> bool:
        return not self.report.faults


def verify(*, as_json: bool) -> int:
    """Look at every segment of every recording; return 1 when one is missing or changed."""
    findings = list(_findings())
    is_whole = all(finding.is_whole for finding in findings)
    write = _as_json if as_json else _in_words
    sys.stdout.write(write(findings, is_whole=is_whole))
    return 0 if is_whole else 1


def _findings() -> Iterator[Finding]:
    recordings = Recording.objects.select_related("convention").prefetch_related("companions")
    for recording in recordings.by_time():
        things: list[Recording | Companion] = [recording, *recording.companions.all()]
        for thing in things:
            if finding := finding_of(thing):
                yield finding


def finding_of(thing: Recording | Companion) -> Finding | None:
    """Look at a recording or a companion; None when it was deleted meanwhile.

    What is cut or made while one looks is no fault: it is looked at again as it is then.
    """
    report, damage = _look(thing)
    while (report.faults or damage) and not is_as_it_was(thing):
        present = as_it_is(thing)
        if present is None:
            return None
        thing = present
        report, damage = _look(thing)
    if damage:
        note_damage_in_store(thing=thing, damage=damage, at=timezone.now())
    recording = recording_of(thing)
    slug = recording.convention.slug
    return Finding(slug, recording.session_code, str(thing), thing.key, report)


def _look(thing: Recording | Companion) -> tuple[Report, list[str]]:
    """Look at its files; return as well which of the store's are not what they were."""
    folder = folder_of(thing)
    rows = rows_of(thing)
    report = look_at(folder, rows)
    faults = [*report.faults]
    if isinstance(thing, Recording):
        shown = cut(rows, span_of(thing)).duration
        if abs(shown - thing.duration.total_seconds()) > SECONDS and _is_finished(thing):
            faults.append(Fault(INDEX, SHORT))
        named = [*thing.variants, *(["download.mp4"] if thing.download_size else [])]
        faults += [Fault(name, MISSING) for name in named if not (folder / name).exists()]
    is_missing = any(fault.what == MISSING for fault in faults)
    damage: list[Fault] = []
    if settings.STORE and (thing.is_stored or is_missing):
        faults, damage = _with_the_store(thing, faults)
    return replace(report, faults=tuple(faults)), [fault.file for fault in damage]


def _with_the_store(
    thing: Recording | Companion, faults: list[Fault]
) -> tuple[list[Fault], list[Fault]]:
    """Read what the store has: it stands in for what is not on the disk, and may be damaged.

    Returns all faults, and those of the store alone.
    """
    tape = tape_in_store(thing)
    try:
        damage = tape.faults()
        there = {name.rpartition("/")[2] for name in tape.manifest()}
    except StoreAwayError as error:
        return [*faults, Fault(f"the store ({error})", AWAY)], []
    there -= {fault.file.rpartition("/")[2] for fault in damage}
    left = [fault for fault in faults if fault.what != MISSING or fault.file not in there]
    return left + [Fault(f"{fault.file} in the store", fault.what) for fault in damage], damage


def _is_finished(recording: Recording) -> bool:
    return recording.state != RecordingState.RECORDING


def _as_json(findings: list[Finding], *, is_whole: bool) -> str:
    recordings = [{**asdict(finding), "is_whole": finding.is_whole} for finding in findings]
    facts: dict[str, Any] = {"is_whole": is_whole, "recordings": recordings}
    return json.dumps(facts, ensure_ascii=False) + "\n"


def _in_words(findings: list[Finding], *, is_whole: bool) -> str:
    lines = []
    for finding in findings:
        report = finding.report
        state = FINE if finding.is_whole else FAULTY
        megabytes = report.bytes / 1e6
        lines.append(
            f"{state:<9}  {finding.convention}  {finding.session:<8} {report.segments:>5} segments "
            f" {megabytes:>8.1f} MB  {finding.title}"
        )
        if lost := report.never_kept:
            segments = "segment" if lost == 1 else "segments"
            lines.append(f"{'':<11}{lost} {segments} more could not be kept when they were shown")
        lines += [f"{'':<11}{fault.file} {_said(fault)}" for fault in report.faults]
    broken = sum(not finding.is_whole for finding in findings)
    total = len(findings)
    end = f"All {total} are whole." if is_whole else f"{broken} of {total} are not whole."
    return "\n".join([*lines, end]) + "\n"


def _said(fault: Fault) -> str:
    return f"is {fault.what}" if fault.what != SHORT else fault.what
