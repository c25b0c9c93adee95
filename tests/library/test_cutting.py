# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Another cut is there as a whole or not at all, and costs nothing of what was made before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone
from tests.library.showing import after, listed
from tests.library.test_tasks import recording  # noqa: F401 -- a fixture
from tests.stage.test_full_disk import disk  # noqa: F401 -- a fixture

from konvent.foundation.records import ChangedMeanwhileError, state_of
from konvent.foundation.refusals import RefusedError
from konvent.library import actions
from konvent.library.files import MADE_OF_A_CUT
from konvent.library.media.tape import Tape
from konvent.library.models import Recording
from konvent.library.places import folder_of


@pytest.fixture
def data(settings, disk):  # noqa: F811 -- the fixture
    """A data folder on a small disk of its own."""
    settings.DATA = disk.folder
    return disk.folder


@pytest.fixture
def folder(recording):  # noqa: F811 -- the fixture
    """The files of a recording of which all was made that can be."""
    folder = folder_of(recording)
    for name in MADE_OF_A_CUT:
        (folder / name).write_bytes(b"made of the whole")
    Recording.objects.update(has_preview=True, download_size=17)
    return folder


def cut_short(recording, **facts):  # noqa: F811 -- the fixture
    actions.cut_recording(
        recording=recording, cut_from=after(4), cut_until=None, at=after(60), by=None, **facts
    )


def on(folder):
    """Return every file but the tape's own."""
    made = (file for file in folder.iterdir() if file.suffix not in {".m4s", ".jsonl"})
    return {file.name: file.read_bytes() for file in made}


def beside(folder):
    """Return what was only needed while playlists took the place of others."""
    return {file.name for file in folder.iterdir() if file.suffix in {".old", ".new"}}


def test_a_cut_on_a_full_disk_changes_nothing(recording, folder, disk):  # noqa: F811 -- the fixtures
    before, facts = on(folder), state_of(Recording.objects.get())
    disk.fill()

    with pytest.raises(RefusedError, match="not enough room"):
        cut_short(recording)

    assert on(folder) == before
    assert state_of(Recording.objects.get()) == facts
    disk.make_room()
    cut_short(recording)
    assert len(listed(folder / "main.m3u8")) == 7


def test_a_cut_that_the_database_does_not_take_is_taken_back(recording, folder):  # noqa: F811 -- the fixtures
    before = on(folder)

    def is_full(execute, sql, *rest):
        if sql.startswith("RELEASE") and len(listed(folder / "main.m3u8")) == 7:
            raise OperationalError("database or disk is full")
        return execute(sql, *rest)

    with connection.execute_wrapper(is_full), pytest.raises(DatabaseError, match="is full"):
        cut_short(recording)

    assert on(folder) == before


def test_what_was_made_of_the_cut_before_goes_with_it(
    recording,  # noqa: F811 -- the fixture
    folder,
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        cut_short(recording)

    recording.refresh_from_db()
    assert on(folder).keys() & set(MADE_OF_A_CUT) == set()
    assert recording.size == sum(file.stat().st_size for file in folder.iterdir())


@pytest.mark.django_db(transaction=True)
def test_a_file_that_cannot_go_does_not_show_again_what_was_cut_off(recording, folder):  # noqa: F811 -- the fixtures
    stuck, *others = MADE_OF_A_CUT
    (folder / stuck).unlink()
    (folder / stuck / "within").mkdir(parents=True)

    cut_short(recording)

    assert Recording.objects.get().cut_from == after(4)
    assert len(listed(folder / "main.m3u8")) == 7
    assert not [name for name in others if (folder / name).exists()]
    assert beside(folder) == set()


def test_what_a_kill_left_half_exchanged_is_put_right_and_cleared_away(recording, folder):  # noqa: F811 -- the fixtures
    before = on(folder)
    (folder / ".main.m3u8.0123.old").write_bytes(before["main.m3u8"])
    (folder / ".master.m3u8.0123.new").write_text("of a cut that nobody wrote down")
    (folder / "main.m3u8").write_text("of a cut that nobody wrote down")

    actions.forget_exchanges(at=timezone.now())
    assert len(beside(folder)) == 2, "somebody may just be exchanging them"
    actions.forget_exchanges(at=timezone.now() + timedelta(hours=2))

    assert on(folder) == before


def test_of_two_who_cut_at_once_the_second_is_told(recording, folder):  # noqa: F811 -- the fixtures
    opened = Recording.objects.get()
    seen = state_of(opened)
    cut_short(Recording.objects.get(), seen=seen)

    with pytest.raises(ChangedMeanwhileError):
        actions.cut_recording(
            recording=opened, cut_from=None, cut_until=after(9), at=after(61), by=None, seen=seen
        )

    recording.refresh_from_db()
    assert (recording.cut_from, recording.cut_until) == (after(4), None)
    assert len(listed(folder / "main.m3u8")) == 7
    assert beside(folder) == set()


def test_what_goes_on_meanwhile_is_not_cut(recording, folder, stage):  # noqa: F811 -- the fixtures
    opened, before = Recording.objects.get(), on(folder)
    actions.begin_recording(room=recording.room, session=recording.session_code, at=after(30))

    with pytest.raises(RefusedError, match="went on meanwhile"):
        cut_short(opened)

    assert on(folder) == before
    assert len(Tape(folder).rows) == 9
