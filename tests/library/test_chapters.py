# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Chapters are written as one reads them, and stay where they belong when the cut changes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import NOW, make_recording, make_world, text

from konvent.foundation.models import AuditEntry
from konvent.foundation.refusals import RefusedError
from konvent.foundation.texts import Text
from konvent.library.actions import mark_chapters
from konvent.library.forms import ChaptersForm
from konvent.library.models import RecordingState
from konvent.library.queries import chapters_of


@pytest.fixture
def recording(db):
    """Twenty minutes, of which a hundred seconds were cut off at the start."""
    return make_recording(make_world(), starts_in=100.0)


def mark(recording, marks):
    mark_chapters(recording=recording, marks=marks, at=NOW, by=None)
    return [(c.starts_in, dict(c.title)) for c in chapters_of(type(recording).objects.get())]


def typed(recording, **texts):
    form = ChaptersForm(texts, recording=recording)
    return form if form.is_valid() else dict(form.errors)


def test_lines_in_two_languages_become_chapters(recording):
    form = typed(recording, de="0:00 Begrüßung\n\n12:30  Fragen\n", en="0:00 Welcome")

    assert form.marks == {
        0.0: Text({"de": "Begrüßung", "en": "Welcome"}),
        750.0: Text({"de": "Fragen"}),
    }


@pytest.mark.parametrize(
    ("line", "seconds"), [("1:02 x", 62), ("0:01:02 x", 62), ("19:59 x", 1199), ("00:07 x", 7)]
)
def test_times_are_read_as_players_write_them(recording, line, seconds):
    assert list(typed(recording, de=line).marks) == [seconds]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("Begrüßung", "please write a time"),
        ("12:30", "please write a time"),
        ("12.30 Fragen", "please write a time"),
        ("20:00 Danach", "ends before that"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(recording, line, words):
    errors = typed(recording, de=f"0:00 Anfang\n{line}")

    assert errors["de"][0].startswith("Line 2:")
    assert words in errors["de"][0]


def test_what_is_saved_is_shown_as_it_was_typed(recording):
    mark(recording, {0.0: text("Begrüßung", "Welcome"), 750.0: Text({"de": "Fragen"})})

    form = ChaptersForm(recording=recording)

    assert form["de"].initial == "0:00 Begrüßung\n12:30 Fragen"
    assert form["en"].initial == "0:00 Welcome"


def test_marks_are_kept_on_the_tape_and_those_that_were_cut_off_stay(recording):
    recording.chapters.create(position=10.0, title=text("Vorher"))

    mark(recording, {5.0: text("Anfang")})
    mark(recording, {7.0: text("Anfang")})

    marks = {m.position: str(m.title) for m in recording.chapters.order_by("position")}
    assert marks == {10.0: "Vorher", 107.0: "Anfang"}


def test_the_log_says_it_once(recording):
    mark(recording, {5.0: text("Anfang", "Start")})
    mark(recording, {5.0: text("Anfang", "Start")})

    entry = AuditEntry.objects.get(verb="mark chapters")
    assert entry.changes == {"chapters": [[], ["0:05 Anfang / Start"]]}


def test_what_is_still_being_recorded_has_no_chapters(recording):
    recording.state, recording.ended_at = RecordingState.RECORDING, None
    recording.save()

    with pytest.raises(RefusedError, match="still being recorded"):
        mark(recording, {0.0: text("Anfang")})


def test_a_chapter_ends_where_the_next_begins(recording):
    mark(recording, {0.0: text("A"), 60.0: text("B")})

    ends = [chapter.ends_in for chapter in chapters_of(recording)]
    assert ends == [60.0, timedelta(minutes=20).total_seconds()]
