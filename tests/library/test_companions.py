# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What interpreters sent to a stage of their own plays in step with the recording."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from tests.factories import make_room, make_session
from tests.foundation.media.test_probe import H264, PICTURE, TONE, make
from tests.hls import Judge
from tests.library.showing import START, Shown, a_morning, after, findings
from tests.stage.conftest import SECOND

from konvent.foundation.access import Access
from konvent.foundation.jobs import Lane, Runner, newest_job
from konvent.foundation.models import AuditEntry, Job, JobState
from konvent.foundation.refusals import RefusedError
from konvent.library import actions
from konvent.library.actions.companions import MAKE_READY
from konvent.library.files import ORIGINAL
from konvent.library.models import Companion, CompanionKind, Recording
from konvent.library.places import folder_of, folder_of_stage
from konvent.library.player import player_of
from konvent.library.queries import recordings_at_the_door
from konvent.library.tasks import UNPLAYABLE
from konvent.ops.verify import verify
from konvent.stage.models import Cue


@pytest.fixture
def recording(room, opening, stage):
    a_morning(stage)
    actions.begin_recording(room=room, session=opening.code, at=after(0))
    actions.end_recording(convention="smart-2026", session=opening.code, at=after(22))
    actions.keep_recordings(at=after(22))
    return Recording.objects.get()


@pytest.fixture
def booth(convention, data, filmed):
    """The interpreters' stage: it begins four seconds later."""
    room = make_room(convention, "booth")
    shown = Shown(folder_of_stage(room), filmed)
    shown.show(range(6), run=SECOND, starts=START + 4, sound=True)
    return room


def attach(recording, room, kind=CompanionKind.SIGN_LANGUAGE, **facts):
    return actions.attach_companion(
        recording=recording, room=room, kind=kind, language="de", at=after(60), by=None, **facts
    )


def test_a_sign_language_picture_is_in_step_by_the_clock(recording, booth):
    companion = attach(recording, booth)

    assert (companion.is_ready, companion.has_picture) == (True, True)
    assert companion.pieces == [(4.0, 0.0, 6.0), (10.0, 10.0, 2.0)]  # the recording has no slate
    assert companion.duration == timedelta(seconds=12)
    assert findings(folder_of(companion)) == []


def test_another_sound_is_a_playlist_of_sound_alone(recording, booth):
    companion = attach(recording, booth, CompanionKind.TRANSLATION, later=-0.5)

    folder = folder_of(companion)
    judge = Judge(lambda name: (folder / name).read_bytes())
    judge.see((folder / "master.m3u8").read_text(), now=0.0)
    assert [str(finding) for finding in judge.findings] == []
    assert all("-au-" in entry.uri for entry in judge.known.values())
    assert (companion.pieces[0], companion.has_picture) == ((3.5, 0.0, 6.5), False)


def test_the_player_counts_from_where_the_recording_is_cut(recording, booth):
    attach(recording, booth)

    actions.cut_recording(
        recording=recording, cut_from=after(4), cut_until=None, at=after(61), by=None
    )
    recording.refresh_from_db()
    player = player_of(recording, name=recording.title, language="de")

    assert json.loads(player.signs[0].pieces) == [[0.0, 0.0, 6.0], [6.0, 10.0, 2.0]]


def test_a_second_one_of_a_kind_takes_the_place_of_the_first(
    recording, booth, django_capture_on_commit_callbacks
):
    first = attach(recording, booth)
    with django_capture_on_commit_callbacks(execute=True):
        second = attach(recording, booth, later=1.0)

    assert Companion.objects.get() == second
    assert not folder_of(first).exists()
    assert folder_of(second).exists()


def test_a_refusal_leaves_what_there_was(recording, booth, convention):
    companion = attach(recording, booth)
    dark = make_room(convention, "dark")

    with pytest.raises(RefusedError, match="showed nothing"):
        attach(recording, dark)
    with pytest.raises(RefusedError, match="stage of the recording itself"):
        attach(recording, recording.room)

    assert Companion.objects.get() == companion
    assert len(list(folder_of(companion).glob("*-0000?.m4s"))) > 5


@pytest.fixture
def quiet_talk(convention, booth):
    """A session in the interpreters' own stage, from 09:00:08 to 09:00:12, that is live only."""
    return make_session(
        convention,
        "Off the record",
        room=booth,
        starts_at=after(8),
        duration=timedelta(seconds=4),
        do_not_record=True,
    )


def test_what_the_other_stage_showed_of_a_session_that_is_live_only_is_left_out(
    recording, booth, quiet_talk
):
    companion = attach(recording, booth)

    assert companion.pieces == [(4.0, 0.0, 4.0), (10.0, 10.0, 2.0)]
    folder = folder_of(companion)
    assert {file.name for file in folder.glob("*.m4s")} == {
        f"{SECOND}-{variant}0000{number}.m4s" for number in (0, 1, 4, 5) for variant in ("", "au-")
    }
    assert findings(folder) == []
    assert verify(as_json=True) == 0


def test_what_was_on_between_a_rehearsal_and_the_session_stays(recording, booth, quiet_talk):
    Cue.objects.create(
        room=booth, session_code=quiet_talk.code, began_at=after(-7200), ended_at=after(-7100)
    )
    tomorrow = {"starts_at": after(86_400)}
    recording.convention.sessions.filter(pk=quiet_talk.pk).update(**tomorrow)

    companion = attach(recording, booth)

    assert companion.pieces == [(4.0, 0.0, 6.0), (10.0, 10.0, 2.0)]
    actions.honour_refusals_elsewhere(at=after(70))
    companion.refresh_from_db()
    assert not companion.is_withheld


def test_where_the_other_stage_showed_nothing_else_it_is_refused(recording, booth, quiet_talk):
    Cue.objects.create(
        room=booth, session_code=quiet_talk.code, began_at=after(0), ended_at=after(40)
    )

    with pytest.raises(RefusedError, match="not to be recorded"):
        attach(recording, booth)

    assert {folder.name for folder in folder_of(recording).parent.iterdir()} == {recording.key}


def test_a_no_that_comes_later_withholds_what_was_attached_until_it_is_taken_back(
    recording, booth, quiet_talk
):
    convention = recording.convention
    convention.sessions.filter(pk=quiet_talk.pk).update(do_not_record=False)
    companion = attach(recording, booth)
    door = (convention.slug, companion.key)

    def offered():
        actions.honour_refusals_elsewhere(at=after(70))
        recording.refresh_from_db()
        signs = player_of(recording, name=recording.title, language="de").signs
        return len(signs), recordings_at_the_door()[door]

    assert offered() == (1, Access.STAGE)
    convention.sessions.filter(pk=quiet_talk.pk).update(do_not_record=True)
    assert offered() == (0, Access.STAFF)
    assert offered() == (0, Access.STAFF)
    convention.sessions.filter(pk=quiet_talk.pk).update(do_not_record=False)
    assert offered() == (1, Access.STAGE)
    assert AuditEntry.objects.filter(thing="companion", verb="withhold").count() == 1


def test_a_no_is_heard_at_once_and_where_nobody_says_one_it_costs_two_looks(
    recording, booth, quiet_talk, django_assert_num_queries
):
    said = recording.convention.sessions.filter(pk=quiet_talk.pk)
    said.update(do_not_record=False)
    companion = attach(recording, booth)
    actions.hear_refusals_elsewhere(at=after(60))
    with django_assert_num_queries(2):
        actions.hear_refusals_elsewhere(at=after(61))

    for is_refused in (True, False):
        said.update(do_not_record=is_refused)
        actions.hear_refusals_elsewhere(at=after(62))
        companion.refresh_from_db()
        assert companion.is_withheld == is_refused


def lay(recording, content, kind=CompanionKind.TRANSLATION, begins=3.0):
    """Take in a file as its page does."""
    companion = Companion(recording=recording, kind=kind, language="de")
    folder_of(companion).mkdir(parents=True)
    (folder_of(companion) / ORIGINAL).write_bytes(content)
    actions.take_upload(companion=companion, begins=begins, seconds=3.0, at=after(60), by=None)
    return companion


def make_ready():
    Runner(Lane.LONG, threading.Event()).do_one()


@pytest.mark.parametrize("kind", [CompanionKind.SIGN_LANGUAGE, CompanionKind.TRANSLATION])
def test_what_was_uploaded_is_made_ready_and_begins_where_it_was_told_to(
    recording, tmp_path, kind, django_capture_on_commit_callbacks
):
    film = make(tmp_path, "talk.mkv", *PICTURE, *TONE, *H264, "-c:a", "mp3")
    companion = lay(recording, film.read_bytes(), kind)
    assert not companion.is_ready
    assert player_of(recording, name=recording.title, language="de").sounds == []

    with django_capture_on_commit_callbacks(execute=True):
        make_ready()

    companion.refresh_from_db()
    folder = folder_of(companion)
    judge = Judge(lambda name: (folder / name).read_bytes())
    judge.see((folder / "master.m3u8").read_text(), now=0.0)
    judge.judge_files()
    assert [str(finding) for finding in judge.findings] == []
    [(at, begins, seconds)] = companion.pieces
    assert (companion.is_ready, at, begins) == (True, 3.0, 0.0)
    assert seconds == pytest.approx(3.0, abs=0.1)
    assert not (folder / ORIGINAL).exists()
    assert verify(as_json=True) == 0


def test_when_the_database_is_lost_while_it_is_made_ready_it_is_made_ready_later(
    recording, tmp_path, django_capture_on_commit_callbacks
):
    companion = lay(recording, make(tmp_path, "talk.mp3", *TONE).read_bytes())
    folder = folder_of(companion)

    def lose(execute, sql, *rest):
        outcome = execute(sql, *rest)
        if sql.startswith('UPDATE "library_companion"'):
            raise OperationalError("the connection is lost")
        return outcome

    with connection.execute_wrapper(lose):
        make_ready()
    companion.refresh_from_db()
    assert (companion.is_ready, (folder / ORIGINAL).exists()) == (False, True)
    strays = {file.name for file in folder.glob("*.m*")}

    Job.objects.update(not_before=after(60))
    with django_capture_on_commit_callbacks(execute=True):
        make_ready()
    companion.refresh_from_db()
    there = {file.name: file.stat().st_size for file in folder.iterdir()}
    assert companion.is_ready
    assert companion.size == sum(there.values())
    assert ORIGINAL not in there
    assert not {name for name in strays if "-" in name} & there.keys()


def test_an_upload_that_a_crash_left_beside_what_was_made_of_it_goes_when_the_job_is_done_again(
    recording, tmp_path
):
    companion = lay(recording, make(tmp_path, "talk.mp3", *TONE).read_bytes())
    make_ready()  # and what was to follow the transaction did not
    assert (folder_of(companion) / ORIGINAL).exists()

    Job.objects.update(state=JobState.WAITING)
    make_ready()
    companion.refresh_from_db()
    assert companion.is_ready
    assert companion.size == sum(file.stat().st_size for file in folder_of(companion).iterdir())


def test_until_an_upload_is_ready_the_one_before_plays_on(
    recording, booth, tmp_path, django_capture_on_commit_callbacks
):
    before = attach(recording, booth, CompanionKind.TRANSLATION)
    sound = make(tmp_path, "talk.mp3", *TONE).read_bytes()
    with django_capture_on_commit_callbacks(execute=True):
        first = lay(recording, sound)
        second = lay(recording, sound, begins=1.0)
    assert set(Companion.objects.all()) == {before, second}
    assert not folder_of(first).exists()

    make_ready()  # the first, which is not wanted any more
    assert Companion.objects.filter(is_ready=True).get() == before
    with django_capture_on_commit_callbacks(execute=True):
        make_ready()

    assert Companion.objects.get() == second
    assert not folder_of(before).exists()


def test_what_cannot_be_made_ready_says_so_and_leaves_the_one_before(recording, booth):
    before = attach(recording, booth, CompanionKind.TRANSLATION)
    broken = lay(recording, b"ID3" + b"\x00" * 2000)

    make_ready()

    assert newest_job(MAKE_READY, broken.key).failure == UNPLAYABLE
    assert Companion.objects.filter(is_ready=True).get() == before


@pytest.mark.parametrize("begins", [-3.0, 18.0])
def test_what_would_never_play_is_refused(recording, begins):
    with pytest.raises(RefusedError, match="nothing of it would play"):
        lay(recording, b"ID3", begins=begins)

    assert not Companion.objects.exists()


def test_it_goes_when_it_is_deleted_and_with_its_recording(
    recording, booth, django_capture_on_commit_callbacks
):
    companion = attach(recording, booth)
    with django_capture_on_commit_callbacks(execute=True):
        actions.detach_companion(companion=companion, at=after(61), by=None)
    assert not folder_of(companion).exists()

    companion = attach(recording, booth)
    with django_capture_on_commit_callbacks(execute=True):
        actions.delete_recording(recording=recording, at=after(62), by=None)
    assert not folder_of(companion).exists()
