# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The recording of what a stage has shown, made and verified as the library does it."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.library.showing import findings

from konvent.foundation.media.index import read_rows
from konvent.foundation.media.names import SLATE
from konvent.library.media.cut import cut, write_playlists
from konvent.library.media.tape import INDEX, Span, Tape
from konvent.library.media.whole import look_at

ALL = Span(0.0)
BACK = 5.0
"""Seconds by which the clock may step back at a break on a machine that is too busy."""


def recorded(stage: Path) -> tuple[list[str], list[str]]:
    """Record what a stage has shown: return who is seen, in their order, and what is wrong."""
    with tempfile.TemporaryDirectory(dir=stage.parent) as place:
        tape = Tape(Path(place))
        tape.keep(stage, ALL)
        rows = tape.rows
        shown = [r for r in read_rows(stage / INDEX) if r.source != SLATE]
        wrong = [f"{fault.file} is {fault.what}" for fault in look_at(tape.folder, rows).faults]
        if [(row.uri, row.is_missing) for row in rows] != [(r.uri, r.is_missing) for r in shown]:
            wrong.append("it lacks something that was shown")
        if rows:
            write_playlists(tape.folder, cut(rows, ALL), begins=rows[0].starts)
            wrong += findings(tape.folder, back=BACK)
    return list(dict.fromkeys(row.source for row in rows)), wrong
