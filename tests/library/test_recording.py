# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""From the beginning of a session to its recording, and what may not be kept."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from tests.factories import make_room, make_session, make_user, text
from tests.library.showing import START, a_morning, after, findings, listed
from tests.manage.conftest import enter
from tests.stage.conftest import FIRST, SECOND

from konvent.foundation.models import AuditEntry
from konvent.foundation.refusals import RefusedError
from konvent.library import actions
from konvent.library.media.tape import Tape
from konvent.library.media.whole import look_at
from konvent.library.models import Recording, RecordingRules, RecordingState
from konvent.library.places import folder_of
from konvent.people.models import Duty


def test_a_session_that_ends_is_on_demand_at_once(stage, record, opening):
    a_morning(stage)

    recording = record(3, 17)

    assert (recording.state, recording.session_code) == (RecordingState.PUBLISHED, opening.code)
    assert str(recording.title) == "Opening"
    assert recording.variants == ["master.m3u8", "main.m3u8"]
    assert recording.duration == timedelta(seconds=12)
    assert recording.kept_until == date(2027, 10, 27)
    assert recording.size == sum(f.stat().st_size for f in folder_of(recording).iterdir())
    assert findings(folder_of(recording)) == []


def test_while_a_session_is_on_each_segment_is_kept_as_it_is_shown(stage, room, opening):
    actions.begin_recording(room=room, session=opening.code, at=after(0))
    recording = Recording.objects.get()
    for number in range(3):
        stage.show([number], starts=START + 2 * number)
        actions.keep_recordings(at=after(2 * number + 2))
        for file in stage.folder.glob("*.m4s"):
            file.unlink()  # the disk was full

    actions.end_recording(convention="smart-2026", session=opening.code, at=after(6))
    actions.keep_recordings(at=after(6))

    recording.refresh_from_db()
    assert recording.duration == timedelta(seconds=6)
    assert findings(folder_of(recording)) == []


def test_the_last_segment_is_waited_for_but_not_for_ever(stage, room, opening):
    stage.show(range(2), starts=START)
    actions.begin_recording(room=room, session=opening.code, at=after(0))
    actions.end_recording(convention="smart-2026", session=opening.code, at=after(5))

    actions.keep_recordings(at=after(6))
    assert Recording.objects.running().exists()
    stage.show([2])
    actions.keep_recordings(at=after(7))

    assert Recording.objects.get().duration == timedelta(seconds=6)


def test_a_session_that_ends_before_it_began_as_the_clock_was_set_back_is_whole(
    stage, room, opening
):
    actions.begin_recording(room=room, session=opening.code, at=after(0))
    stage.show(range(2), starts=START)
    actions.keep_recordings(at=after(5))
    stage.show(range(2, 5), starts=START + 4 - 3600)
    actions.end_recording(convention="smart-2026", session=opening.code, at=after(10 - 3600))

    actions.keep_recordings(at=after(11 - 3600))

    recording = Recording.objects.get()
    assert (recording.state, recording.duration.seconds) == (RecordingState.PUBLISHED, 10)
    kept = look_at(folder_of(recording), Tape(folder_of(recording)).rows)
    assert (kept.segments, kept.faults) == (5, ())


def test_when_the_picture_stopped_before_the_end_what_there_is_is_shown(stage, record):
    stage.show(range(2), starts=START)

    assert record(0, 60).state == RecordingState.RECORDING
    actions.keep_recordings(at=after(69))

    assert Recording.objects.get().duration == timedelta(seconds=4)


def test_nothing_is_published_where_nothing_came_in(stage, record):
    stage.show(range(2), source="slate", starts=START)
    record(0, 4)

    recording = Recording.objects.get()

    assert (recording.state, recording.variants) == (RecordingState.WITHHELD, [])
    with pytest.raises(RefusedError, match="nothing to show"):
        actions.publish_recording(recording=recording, at=after(9), by=None)


def test_where_somebody_looks_first_nothing_is_published_by_itself(stage, record, convention):
    RecordingRules.objects.create(convention=convention, are_published_at_once=False)
    a_morning(stage)

    recording = record()
    assert recording.state == RecordingState.WITHHELD

    actions.publish_recording(recording=recording, at=after(60), by=None)
    recording.refresh_from_db()
    assert recording.state == RecordingState.PUBLISHED


def test_saying_it_twice_begins_and_ends_once(stage, room, opening, record):
    a_morning(stage)
    actions.begin_recording(room=room, session=opening.code, at=after(0))
    actions.begin_recording(room=room, session=opening.code, at=after(9))

    recording = record(12)
    actions.end_recording(convention="smart-2026", session=opening.code, at=after(99))

    assert (recording.began_at, recording.ended_at) == (after(0), after(22))


def test_a_session_that_ended_by_mistake_goes_on_where_it_was(stage, room, opening, record):
    a_morning(stage)
    record(0, 8)

    recording = record(14, 22)

    assert listed(folder_of(recording) / "main.m3u8") == [
        *(f"{FIRST}-0000{number}.m4s" for number in range(4)),
        *(f"{SECOND}-0000{number}.m4s" for number in range(1, 5)),
    ]
    assert (recording.began_at, recording.ended_at) == (after(0), after(22))
    assert findings(folder_of(recording)) == []
    assert "EXT-X-START" not in (folder_of(recording) / "main.m3u8").read_text()


def test_a_rehearsal_is_kept_but_not_shown(stage, room, opening, record):
    stage.show(range(3), starts=START)
    record(0, 6)
    stage.show(range(1, 4), run=SECOND, starts=START + 7200)

    recording = record(7200, 7206)

    assert recording.starts_in == 6.0
    assert recording.duration == timedelta(seconds=6)
    assert listed(folder_of(recording) / "main.m3u8")[0] == f"{SECOND}-00001.m4s"
    actions.cut_recording(
        recording=recording, cut_from=None, cut_until=None, at=after(8000), by=None
    )
    recording.refresh_from_db()
    assert (recording.starts_in, recording.duration) == (0.0, timedelta(seconds=12))


def test_a_rehearsal_before_the_session_is_never_published_by_itself(
    stage, record, opening, convention
):
    stage.show(range(3), starts=START - 7200)

    rehearsal = record(-7200, -7194)

    assert (rehearsal.state, rehearsal.duration) == ("withheld", timedelta(seconds=6))
    producer = enter(make_user("Grace Hopper", Duty.PRODUCER, convention, language="en"))
    desk = "/manage/smart-2026/recordings/"
    assert "rehearsal</span>" in producer.get(desk).content.decode()
    desk = f"{desk}{opening.code}/"
    assert "taken for a rehearsal" in producer.get(desk).content.decode()

    stage.show(range(1, 4), run=SECOND, starts=START)
    session = record(0, 6)

    assert (session.state, session.duration) == ("published", timedelta(seconds=6))
    assert "taken for a rehearsal" not in producer.get(desk).content.decode()


def test_a_rehearsal_until_shortly_before_the_session_is_no_part_of_it(stage, record):
    stage.show(range(3), starts=START - 60)
    record(-60, -54)
    stage.show(range(1, 4), run=SECOND, starts=START)

    session = record(0, 6)

    assert (session.starts_in, session.duration) == (6.0, timedelta(seconds=6))


def test_a_session_that_runs_ahead_of_the_programme_is_published(stage, record):
    stage.show(range(3), starts=START - 66)

    assert record(-960, -60).state == RecordingState.PUBLISHED


def test_where_a_speaker_said_no_nothing_is_kept(stage, opening, room):
    opening.do_not_record = True
    opening.save()
    stage.show(range(3), starts=START)

    assert actions.begin_recording(room=room, session=opening.code, at=after(0)) is None
    actions.keep_recordings(at=after(6))

    assert not Recording.objects.exists()
    assert not (stage.folder.parents[2] / "recordings").exists()


def test_a_no_during_the_session_deletes_what_was_kept(
    stage, opening, room, django_capture_on_commit_callbacks
):
    stage.show(range(3), starts=START)
    recording = actions.begin_recording(room=room, session=opening.code, at=after(0))
    actions.keep_recordings(at=after(6))
    folder = folder_of(recording)
    assert len(list(folder.glob("*.m4s"))) == 3
    opening.do_not_record = True
    opening.save()

    with django_capture_on_commit_callbacks(execute=True):
        actions.honour_refusals(at=after(7))

    assert not Recording.objects.exists()
    assert not folder.exists()
    assert AuditEntry.objects.filter(thing="recording", verb="remove").exists()


def test_a_no_after_the_session_withholds_what_was_shown(stage, opening, record):
    a_morning(stage)
    recording = record()
    opening.do_not_record = True
    opening.save()

    actions.honour_refusals(at=after(60))

    recording.refresh_from_db()
    assert recording.state == RecordingState.WITHHELD
    with pytest.raises(RefusedError, match="not to be recorded"):
        actions.publish_recording(recording=recording, at=after(61), by=None)


def test_what_a_lost_message_left_behind_is_put_right(stage, room, opening, convention):
    talk = convention.sessions.order_by("starts_at").last()
    a_morning(stage)
    on_stage = actions.OnStage(room, opening.code, after(1))

    actions.record_what_is_on(running=[on_stage], at=after(5))
    actions.record_what_is_on(running=[on_stage], at=after(6))
    assert Recording.objects.running().get().began_at == after(1)

    actions.record_what_is_on(running=[actions.OnStage(room, talk.code, after(9))], at=after(10))
    actions.keep_recordings(at=after(12))
    states = {r.session_code: r.state for r in Recording.objects.all()}
    assert states == {opening.code: "published", talk.code: "recording"}


def test_trouble_with_one_recording_is_trouble_of_that_one_alone(
    stage, room, opening, convention, data
):
    a_morning(stage)
    other = make_room(convention, "forum")
    make_session(convention, "Other", room=other)
    blocked = actions.begin_recording(room=other, session="FORUM", at=after(0))
    folder_of(blocked).parent.mkdir(parents=True)
    folder_of(blocked).write_text("in the way")
    actions.begin_recording(room=room, session=opening.code, at=after(1))

    actions.keep_recordings(at=after(6))

    recording = Recording.objects.get(session_code=opening.code)
    assert listed_rows(recording) == 9


def listed_rows(recording):
    return len(list(folder_of(recording).glob("*.m4s")))


def test_a_cut_is_to_the_segment_and_takes_the_download_with_it(stage, record):
    a_morning(stage)
    recording = record()
    Recording.objects.update(download_size=5, has_preview=True)

    actions.cut_recording(
        recording=recording, cut_from=after(5), cut_until=after(16.5), at=after(99), by=None
    )

    recording.refresh_from_db()
    assert (recording.starts_in, recording.duration) == (4.0, timedelta(seconds=10))
    assert (recording.download_size, recording.has_preview) == (None, False)
    assert findings(folder_of(recording)) == []
    assert AuditEntry.objects.filter(verb="cut").count() == 1


@pytest.mark.parametrize(
    ("cut_from", "cut_until", "words"),
    [(9, 5, "end after"), (300, 400, "Nothing was recorded"), (None, -5, "Nothing was recorded")],
)
def test_a_cut_that_leaves_nothing_is_refused(stage, record, cut_from, cut_until, words):
    a_morning(stage)
    recording = record()
    edges = {
        "cut_from": None if cut_from is None else after(cut_from),
        "cut_until": after(cut_until),
    }

    with pytest.raises(RefusedError, match=words):
        actions.cut_recording(recording=recording, **edges, at=after(99), by=None)

    assert len(listed(folder_of(recording) / "main.m3u8")) == 9


def test_what_is_still_being_recorded_is_neither_cut_nor_shown_nor_deleted(stage, room, opening):
    recording = actions.begin_recording(room=room, session=opening.code, at=after(0))

    deeds = (actions.publish_recording, actions.withhold_recording, actions.delete_recording)
    for deed in deeds:
        with pytest.raises(RefusedError, match="still being recorded"):
            deed(recording=recording, at=after(1), by=None)
    with pytest.raises(RefusedError, match="still being recorded"):
        actions.cut_recording(
            recording=recording, cut_from=None, cut_until=None, at=after(1), by=None
        )


def test_after_its_last_day_a_recording_is_gone_for_good(
    stage, record, convention, django_capture_on_commit_callbacks
):
    a_morning(stage)
    recording = record()
    folder = folder_of(recording)
    actions.change_rules(convention=convention, values={"days_kept": 2}, at=after(60), by=None)
    midnight = datetime(2026, 10, 29, 22, 59, tzinfo=UTC)

    with django_capture_on_commit_callbacks(execute=True):
        actions.forget_recordings(at=midnight)
    assert folder.exists()
    with django_capture_on_commit_callbacks(execute=True):
        actions.forget_recordings(at=midnight + timedelta(minutes=2))

    assert not folder.exists()
    assert not Recording.objects.exists()
    entry = AuditEntry.objects.get(verb="remove")
    assert (entry.thing_name, entry.actor_name) == ("Opening", "konvent")


def test_folders_that_belong_to_nothing_are_cleared_away(stage, record):
    a_morning(stage)
    recording = record()
    stray = folder_of(recording).with_name("0" * 32)
    stray.mkdir()

    actions.forget_strays(at=datetime.now(UTC))
    assert stray.exists()
    actions.forget_strays(at=datetime.now(UTC) + timedelta(hours=2))

    assert not stray.exists()
    assert folder_of(recording).exists()


def test_a_title_is_kept_even_when_the_session_is_not(stage, record, opening):
    a_morning(stage)
    recording = record()

    opening.delete()

    recording.refresh_from_db()
    assert recording.title == text("Opening")


def test_what_cannot_be_recorded_further_is_said_once_and_so_is_its_end(
    room, opening, stage, caplog
):
    caplog.set_level("INFO", "konvent.library.actions.recording")
    stage.show(range(3), starts=START)
    recording = actions.begin_recording(room=room, session=opening.code, at=after(0))
    folder = folder_of(recording)
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.touch()  # no folder can be made here

    for second in range(5):
        actions.keep_recordings(at=after(second))
    folder.unlink()
    for second in range(5, 8):
        actions.keep_recordings(at=after(second))

    said = [record.getMessage().partition(":")[0] for record in caplog.records]
    assert said == ["Opening cannot be recorded further", "Opening is recorded further."]
    assert len(Tape(folder).rows) == 3
