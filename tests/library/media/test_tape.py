# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is kept of a stage stays, whatever the stage does with its own files."""

from __future__ import annotations

import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest
from tests.library.showing import START, Shown, a_morning
from tests.stage.conftest import FIRST, SECOND

from konvent.foundation.media.index import line_of
from konvent.library.media.tape import Span, Tape


@pytest.fixture
def stage(tmp_path, filmed):
    return Shown(tmp_path / "stage", filmed)


@pytest.fixture
def tape(tmp_path):
    return Tape(tmp_path / "tape")


def names(tape):
    return [row.uri.removesuffix(".m4s") for row in tape.rows]


def test_what_was_shown_of_a_span_is_kept_without_the_slate(stage, tape):
    a_morning(stage)

    is_complete = tape.keep(stage.folder, Span(START + 3, START + 17))

    assert is_complete
    assert names(tape) == [
        *(f"{FIRST}-0000{number}" for number in range(1, 5)),
        *(f"{SECOND}-0000{number}" for number in (1, 2)),
    ]
    assert [(row.sequence, row.stretch) for row in tape.rows] == [
        *((n, 0) for n in range(4)),
        (4, 1),
        (5, 1),
    ]


def test_it_outlives_the_stage_and_costs_no_second_copy(stage, tape):
    a_morning(stage)
    tape.keep(stage.folder, Span(START))
    kept = tape.folder / f"{FIRST}-00000.m4s"

    assert kept.samefile(stage.folder / f"{FIRST}-00000.m4s")
    for file in stage.folder.iterdir():
        file.unlink()
    assert all((tape.folder / name).exists() for row in tape.rows for name in row.files)


def test_keeping_again_keeps_only_what_is_new(stage, tape):
    stage.show(range(3), starts=START)
    assert not tape.keep(stage.folder, Span(START, START + 8))
    assert not tape.keep(stage.folder, Span(START, START + 8))
    assert len(tape.rows) == 3

    stage.show((3, 4))
    assert Tape(tape.folder).keep(stage.folder, Span(START, START + 8))

    assert names(tape) == [f"{FIRST}-0000{number}" for number in range(4)]


def test_what_was_missed_for_hours_is_still_taken_as_long_as_the_stage_has_it(stage, tape):
    for hour in range(40):
        stage.show(range(5), starts=START + 90 * hour)
    tape.keep(stage.folder, Span(START, START + 4))

    tape.keep(stage.folder, Span(START))

    assert len(tape.rows) == 200


def test_a_segment_that_was_swept_is_missing(stage, tape):
    stage.show(range(4), starts=START)
    (stage.folder / f"{FIRST}-00001.m4s").unlink()

    tape.keep(stage.folder, Span(START))

    assert names(tape) == [f"{FIRST}-0000{number}" for number in range(4)]
    assert [row.is_missing for row in tape.rows] == [False, True, False, False]
    assert [row.stretch for row in tape.rows] == [0, 0, 0, 0]


def test_of_what_a_full_disk_took_only_in_part_nothing_is_kept_but_its_time(stage, tape):
    stage.show(range(3), starts=START, sound=True)
    lose(stage, lambda row: row.number == 1)
    (stage.folder / f"{FIRST}-au-00001.m4s").unlink()

    tape.keep(stage.folder, Span(START))

    assert [row.is_missing for row in tape.rows] == [False, True, False]
    assert [row.starts for row in tape.rows] == [START, START + 2, START + 4]
    assert not (tape.folder / f"{FIRST}-00001.m4s").exists()


def test_a_run_whose_beginning_is_missing_has_the_hash_of_its_head_all_the_same(stage, tape):
    stage.show(range(3), starts=START)
    lose(stage, lambda row: row.number == 0)

    tape.keep(stage.folder, Span(START))

    missing, *others = tape.rows
    assert (missing.is_missing, missing.heads) == (True, {})
    assert [set(row.heads) for row in others] == [{f"{FIRST}-init.mp4"}] * 2


def lose(stage, is_lost):
    """Let the stage say of some rows that the disk did not take them."""
    rows = [replace(row, is_missing=is_lost(row)) for row in stage.channel.index.rows]
    (stage.folder / "index.jsonl").write_text("".join(map(line_of, rows)))
    for row in filter(is_lost, rows):
        (stage.folder / row.uri).unlink()


def test_half_a_line_of_a_crash_is_no_row(stage, tape):
    stage.show(range(3), starts=START)
    tape.keep(stage.folder, Span(START))
    index = tape.folder / "index.jsonl"
    index.write_text(index.read_text()[:-40])

    tape.keep(stage.folder, Span(START))

    assert names(tape) == [f"{FIRST}-0000{number}" for number in range(3)]


def test_where_files_cannot_be_linked_they_are_copied(stage, tape, monkeypatch):
    def across_file_systems(*_):
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", across_file_systems)
    stage.show(range(2), starts=START)

    tape.keep(stage.folder, Span(START))

    kept = tape.folder / f"{FIRST}-00001.m4s"
    assert not kept.samefile(stage.folder / kept.name)
    assert kept.read_bytes() == Path(stage.folder / kept.name).read_bytes()


def test_every_file_has_its_hash(stage, tape):
    stage.show(range(2), starts=START, sound=True)

    tape.keep(stage.folder, Span(START))

    assert [set(row.hashes) for row in tape.rows] == [set(row.files) for row in tape.rows]


HOUR = 3600


def test_a_clock_that_is_set_back_takes_nothing_from_a_session(stage, tape):
    span = Span(START)
    stage.show(range(2), starts=START)
    tape.keep(stage.folder, span)
    stage.show(range(2, 5), starts=START + 4 - HOUR)
    tape.keep(stage.folder, span)
    stage.show((5,))

    is_complete = tape.keep(stage.folder, Span(START, START + 12 - HOUR))

    assert is_complete
    assert names(tape) == [f"{FIRST}-0000{number}" for number in range(6)]
    assert [row.stretch for row in tape.rows] == [0, 0, 1, 1, 1, 1]


def test_it_is_set_back_however_much_was_shown_since(stage, tape):
    stage.show(range(2), starts=START)
    tape.keep(stage.folder, Span(START))
    for hour in range(40):
        stage.show(range(5), starts=START - HOUR + 90 * hour)

    tape.keep(stage.folder, Span(START))

    assert len(tape.rows) == 202


def test_what_was_shown_in_a_pause_is_not_kept_when_the_session_begins_again(stage, tape):
    stage.show(range(2), starts=START)
    tape.keep(stage.folder, Span(START, START + 4))
    stage.show((2, 3))
    resumed = Span(START + 8)
    tape.keep(stage.folder, resumed)
    stage.show((4,))
    tape.keep(stage.folder, resumed)
    stage.show((5,), starts=START + 10 - HOUR)
    tape.keep(stage.folder, resumed)

    assert names(tape) == [f"{FIRST}-0000{number}" for number in (0, 1, 4, 5)]


def test_of_what_was_shown_before_the_clock_was_set_back_a_later_session_keeps_nothing(stage, tape):
    stage.show(range(3), starts=START + HOUR)
    stage.show(range(3, 5), starts=START)
    span = Span(START + 4)
    assert not tape.keep(stage.folder, span)
    stage.show((5,))

    tape.keep(stage.folder, span)

    assert names(tape) == [f"{FIRST}-00005"]
