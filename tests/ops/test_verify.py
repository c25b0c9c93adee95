# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""``konvent media verify`` finds whatever a disk, or somebody, did to a recording."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from tests.library.conftest import convention, data, opening, room, stage  # noqa: F401 -- fixtures
from tests.library.showing import START, a_morning
from tests.library.test_tasks import do
from tests.ops.test_checkup import HERE
from tests.stage.conftest import filmed  # noqa: F401 -- a fixture

from konvent.foundation.jobs import Lane
from konvent.library import actions
from konvent.library.models import Recording
from konvent.library.places import folder_of
from konvent.ops.checkup import check_recordings
from konvent.ops.findings import State
from konvent.ops.verify import finding_of, verify

NOW = datetime.fromtimestamp(START, UTC)


@pytest.fixture
def folder(room, opening, stage):  # noqa: F811 -- the fixtures
    """The files of a recording."""
    a_morning(stage)
    ended = datetime.fromtimestamp(START + 22, UTC)
    actions.begin_recording(room=room, session=opening.code, at=NOW)
    actions.end_recording(convention="smart-2026", session=opening.code, at=ended)
    actions.keep_recordings(at=ended)
    return folder_of(Recording.objects.get())


def replace(file, content):
    """Write another file of this name: the stage's own is a link to the same bytes."""
    file.unlink()
    file.write_bytes(content)


def test_whole_recordings_are_said_to_be(folder, capsys):
    assert verify(as_json=False) == 0

    said = capsys.readouterr().out
    assert "whole" in said
    assert "9 segments" in said
    assert said.endswith("All 1 are whole.\n")


def test_what_a_full_disk_never_took_is_said_and_is_no_fault(room, opening, stage, capsys):  # noqa: F811 -- the fixtures
    stage.show(range(5), starts=START)
    (stage.folder / SEGMENT).unlink()
    actions.begin_recording(room=room, session=opening.code, at=NOW)
    ended = datetime.fromtimestamp(START + 10, UTC)
    actions.end_recording(convention="smart-2026", session=opening.code, at=ended)
    actions.keep_recordings(at=ended)

    assert verify(as_json=False) == 0

    said = capsys.readouterr().out
    assert "4 segments" in said
    assert "1 segment more could not be kept" in said


@pytest.mark.parametrize(
    ("spoil", "faults"),
    [
        (lambda f: (f / SEGMENT).unlink(), {"*-00002.m4s": "missing"}),
        (lambda f: replace(f / SEGMENT, b"other"), {"*-00002.m4s": "changed"}),
        (lambda f: replace(f / INIT, b"other"), {"*-init.mp4": "changed"}),
        (lambda f: (f / "main.m3u8").unlink(), {"main.m3u8": "missing"}),
        (lambda f: replace(f / "index.jsonl", lines(f)), {"index.jsonl": "lacks rows"}),
    ],
)
def test_what_is_missing_or_changed_is_named(folder, capsys, spoil, faults):
    spoil(folder)

    assert verify(as_json=True) == 1

    answer = json.loads(capsys.readouterr().out)
    found = {fault["file"]: fault["what"] for fault in answer["recordings"][0]["report"]["faults"]}
    assert {name.replace(RUN, "*"): what for name, what in found.items()} == faults
    assert not answer["is_whole"]


RUN = "20261027T090000000"
SEGMENT, INIT = f"{RUN}-00002.m4s", f"{RUN}-init.mp4"


def lines(folder):
    """The index without its last row."""
    return b"\n".join((folder / "index.jsonl").read_bytes().splitlines()[:-1])


def test_what_is_cut_or_deleted_while_one_looks_is_no_fault(
    folder, django_capture_on_commit_callbacks
):
    do(Lane.QUICK)
    actions.ask_for_download(recording=Recording.objects.get(), at=NOW, by=None)
    do(Lane.LONG)
    seen = Recording.objects.get()
    assert finding_of(seen).is_whole

    begins = datetime.fromtimestamp(START + 4, UTC)
    with django_capture_on_commit_callbacks(execute=True):
        actions.cut_recording(recording=seen, cut_from=begins, cut_until=None, at=NOW, by=None)
    assert not (folder / "download.mp4").exists()
    assert finding_of(seen).is_whole

    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_recording(recording=Recording.objects.get(), at=NOW, by=None)
    assert not folder.exists()
    assert finding_of(seen) is None
    assert verify(as_json=False) == 0


def test_words_name_it_too(folder, capsys):
    (folder / SEGMENT).unlink()

    assert verify(as_json=False) == 1

    said = capsys.readouterr().out
    assert f"{SEGMENT} is missing" in said
    assert said.endswith("1 of 1 are not whole.\n")


def test_the_doctor_knows_whether_the_files_are_there(folder):
    assert check_recordings(HERE, NOW).state == State.FINE

    (folder / "master.m3u8").unlink()

    finding = check_recordings(HERE, NOW)
    assert finding.state == State.WRONG
    assert "Opening" in finding.says


def test_what_is_only_in_the_store_is_whole_and_damage_there_is_copied_anew(
    folder, house_bucket, capsys
):
    actions.ask_store_to_catch_up(at=NOW)
    do(Lane.STORE)
    recording = Recording.objects.get()
    (folder / SEGMENT).unlink()
    assert verify(as_json=False) == 0
    spoilt = next(name for name in house_bucket.files() if name.endswith(INIT))
    spoil(house_bucket, spoilt)

    assert verify(as_json=False) == 1

    assert f"{spoilt} in the store is changed" in capsys.readouterr().out
    do(Lane.STORE)
    assert verify(as_json=False) == 0
    recording.refresh_from_db()
    assert recording.is_stored


def test_damage_to_what_only_the_store_has_is_never_called_stored_and_heals_with_it(
    folder, house_bucket, capsys, caplog
):
    actions.ask_store_to_catch_up(at=NOW)
    do(Lane.STORE)
    for segment in folder.glob("*.m4s"):
        segment.unlink()
    spoilt = next(name for name in house_bucket.files() if name.endswith(SEGMENT))
    whole = spoil(house_bucket, spoilt)

    for _ in range(2):
        assert verify(as_json=True) == 1
        answer = json.loads(capsys.readouterr().out)
        faults = answer["recordings"][0]["report"]["faults"]
        assert [(fault["file"].rpartition("/")[2], fault["what"]) for fault in faults] == [
            (SEGMENT, "missing"),
            (f"{SEGMENT} in the store", "changed"),
        ]
        do(Lane.STORE)
        assert not Recording.objects.get().is_stored
    house_bucket.store.put(spoilt, whole)
    actions.ask_store_to_catch_up(at=NOW)
    do(Lane.STORE)

    assert Recording.objects.get().is_stored
    assert verify(as_json=False) == 0


def spoil(server, name):
    """Let the store have as many other bytes under a name; return what it had."""
    whole = server.files()[name].read_bytes()
    server.store.put(name, b"x" * len(whole))
    return whole


def test_a_store_that_is_away_is_no_proof(folder, house_bucket, capsys):
    actions.ask_store_to_catch_up(at=NOW)
    do(Lane.STORE)
    house_bucket.is_cut = True

    assert verify(as_json=False) == 1

    assert "is away" in capsys.readouterr().out
