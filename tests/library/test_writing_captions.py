# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Captions are kept as a whole, on the tape, and nobody overwrites what they have not seen."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import NOW, make_recording, make_user

from konvent.foundation.models import AuditEntry
from konvent.foundation.records import ChangedMeanwhileError, state_of
from konvent.foundation.refusals import RefusedError
from konvent.library.actions import (
    NEW,
    CaptionsThereError,
    delete_captions,
    write_captions,
)
from konvent.library.captions import CaptionsRefusedError, read_captions
from konvent.library.models import RecordingState
from konvent.people.models import Duty

FILE = b"WEBVTT\n\n00:01.000 --> 00:02.000\nGuten Morgen\n"


@pytest.fixture
def recording(convention):
    return make_recording(convention, starts_in=10.0, duration=timedelta(seconds=60))


def write(recording, content=FILE, **facts):
    facts = {"language": "de", "is_published": True, "at": NOW, "by": None, **facts}
    return write_captions(recording=recording, content=content, **facts)


def on_tape(caption):
    return [(cue.starts, cue.ends, cue.text) for cue in read_captions(caption.content)]


def test_captions_are_kept_where_they_are_on_the_tape(recording):
    assert on_tape(write(recording)) == [(11.0, 12.0, "Guten Morgen")]


def test_what_the_cut_hides_keeps_its_captions(recording):
    recording.captions.create(
        language="de",
        content="WEBVTT\n\n00:01.000 --> 00:02.000\nprobe\n\n00:12.000 --> 00:13.000\nold\n\n"
        "01:30.000 --> 01:31.000\nafterwards\n",
    )
    seen = state_of(recording.captions.get())

    caption = write(recording, seen=seen)

    assert [words for *_times, words in on_tape(caption)] == [
        "probe",
        "Guten Morgen",
        "afterwards",
    ]


def test_a_line_that_begins_after_the_cut_stays_where_one_that_is_shown_reaches_beyond_it(
    recording,
):
    recording.captions.create(
        language="de", content="WEBVTT\n\n01:10.300 --> 01:12.000\nafterwards\n"
    )
    seen = state_of(recording.captions.get())

    caption = write(recording, b"WEBVTT\n\n00:59.000 --> 01:00.400\nlast\n", seen=seen)

    assert on_tape(caption) == [(69.0, 70.4, "last"), (70.3, 72.0, "afterwards")]


def test_two_who_write_at_once_are_told(recording):
    caption = write(recording)
    seen = state_of(caption)
    write(recording, FILE.replace(b"Guten", b"Hellen"), seen=seen)

    with pytest.raises(ChangedMeanwhileError):
        write(recording, seen=seen)
    with pytest.raises(CaptionsThereError):
        write(recording, seen=NEW)


def test_the_log_says_who_wrote_how_much(recording):
    olivia = make_user("Olivia", Duty.ORGANISER)

    delete_captions(caption=write(recording, by=olivia), at=NOW, by=olivia)

    entries = AuditEntry.objects.filter(thing="caption").order_by("pk")
    assert [(entry.verb, entry.changes.get("number")) for entry in entries] == [
        ("write captions", [None, 1]),
        ("remove", [1, None]),
    ]


def test_there_are_no_captions_beyond_the_end_or_while_it_is_recorded(recording):
    late = b"WEBVTT\n\n00:59.000 --> 01:02.000\ntoo late\n"

    with pytest.raises(CaptionsRefusedError):
        write(recording, late)
    recording.state = RecordingState.RECORDING
    recording.save()
    with pytest.raises(RefusedError):
        write(recording)
    assert not recording.captions.exists()
