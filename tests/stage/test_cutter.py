# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Films are made ready beside everything else, and play into a stage by the wall clock."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import NamedTuple

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.foundation.media.test_probe import H264, PICTURE, TONE, make
from tests.stage.publishing import CARD, LINES, PATIENCE, Stage
from tests.stage.test_films import take_in
from tests.stage.test_sources import AT

from konvent.foundation import arriving
from konvent.foundation.media.segments import Segment
from konvent.foundation.media.work import work
from konvent.stage import actions
from konvent.stage.films import ORIGINAL, folder_of, original_of
from konvent.stage.media import cutter as cutters
from konvent.stage.media.cutter import AGAIN, Cutter
from konvent.stage.media.plan import Plan, Playing
from konvent.stage.media.reel import CONTENTS, Reel, read_contents, write_contents
from konvent.stage.media.studio import Studio
from konvent.stage.media.switch import Switch
from konvent.stage.models import Film, Quality

LONG = ("-f", "lavfi", "-i", "testsrc2=size=96x54:rate=10:duration=13")
SHORT = ("-f", "lavfi", "-i", "testsrc2=size=96x54:rate=10:duration=9")
LONG_TONE = ("-f", "lavfi", "-i", "sine=sample_rate=44100:duration=13")
SHORT_TONE = ("-f", "lavfi", "-i", "sine=sample_rate=44100:duration=9")
KEYS = {"often": ("-g", "20", "-keyint_min", "20", "-sc_threshold", "0"), "seldom": ("-g", "90")}


@pytest.fixture
def cutter(monkeypatch):
    monkeypatch.setattr(cutters, "LOOK_EVERY", 0.0)
    cutter = Cutter()
    yield cutter
    cutter.close()


@pytest.fixture(scope="module")
def films(tmp_path_factory):
    return tmp_path_factory.mktemp("films")


@pytest.fixture
def upload(convention, settings, tmp_path, films):
    """Take in a film as if it had been uploaded; each is filmed once."""
    settings.DATA = tmp_path / "data"

    def upload(*words, name="talk.mp4"):
        content = make(films, f"{abs(hash(words))}-{name}", *words).read_bytes()
        film = take_in(convention, name, is_ready=False, size=len(content))
        folder_of(film).mkdir(parents=True)
        original_of(film).write_bytes(content)
        return film

    return upload


def cut(cutter, film, until=Film.State.READY):
    deadline = time.monotonic() + PATIENCE
    while film.state in {Film.State.WAITING, Film.State.PREPARING} - {until}:
        assert time.monotonic() < deadline, "it did not happen in time"
        cutter.look(time.monotonic())
        film.refresh_from_db()
        time.sleep(0.02)
    return film


@pytest.mark.parametrize("keys", ["often", "seldom"])
def test_a_film_is_cut_as_it_is_or_encoded_where_its_key_frames_are_too_far_apart(
    cutter, upload, keys
):
    film = cut(cutter, upload(*LONG, *LONG_TONE, *H264, *KEYS[keys], "-c:a", "aac"))

    segments = read_contents(folder_of(film))
    lengths = [round(segment.duration, 1) for segment in segments]
    assert film.is_ready
    assert lengths[:-1] == [2.0] * 6
    assert abs(film.seconds - 13) < 0.3
    assert not original_of(film).exists()


def test_a_film_is_passed_on_as_it_is_and_its_sound_can_be_heard_alone(cutter, upload, room):
    actions.choose_quality(room=room, quality=Quality.SOUND, at=AT, by=None)

    film = cut(cutter, upload(*LONG, *LONG_TONE, *H264, *KEYS["often"], "-c:a", "aac"))

    segments = read_contents(folder_of(film))
    assert {segment.others for segment in segments} == {("au",)}
    sound, head = segments[0].rendition("au")
    assert all((folder_of(film) / name).stat().st_size for name in (sound, head))


def test_a_silent_film_in_another_codec_has_sound_and_a_rendition_for_every_line(
    cutter, upload, room
):
    actions.choose_quality(room=room, quality=Quality.TWO, at=AT, by=None)

    film = cut(cutter, upload(*PICTURE, "-c:v", "mpeg4"))

    first = read_contents(folder_of(film))[0]
    assert first.others == ("lo", "au")
    assert {name for name in first.files if (folder_of(film) / name).exists()} == set(first.files)


def test_a_film_is_made_again_for_a_richer_quality_and_can_be_played_all_the_while(
    cutter, upload, room
):
    film = cut(cutter, upload(*LONG, *LONG_TONE, *H264, *KEYS["often"], "-c:a", "aac"))
    before = read_contents(folder_of(film))
    actions.choose_quality(room=room, quality=Quality.TWO, at=AT, by=None)

    cutter.wake()
    until(cutter, (folder_of(film) / AGAIN).exists)
    film.refresh_from_db()
    assert film.is_ready
    assert read_contents(folder_of(film)) == before
    assert "#EXT-X-ENDLIST" in (folder_of(film) / AGAIN / ORIGINAL).read_text()  # no second copy
    until(cutter, lambda: not (folder_of(film) / AGAIN).exists())

    after = read_contents(folder_of(film))
    assert {segment.others for segment in after} == {("lo", "au")}
    assert sum(one.duration for one in after) == pytest.approx(film.seconds, abs=0.3)
    left = {file.name for file in folder_of(film).glob("*.m*")}
    assert left == {name for segment in after for name in segment.files}

    actions.choose_quality(room=room, quality=Quality.COPY, at=AT, by=None)
    cutter.look(time.monotonic() + 60)
    assert read_contents(folder_of(film)) == after


class Disk(NamedTuple):
    total: int
    used: int
    free: int


@pytest.fixture
def ready(convention, settings, tmp_path):
    """Take in a film that says it is ready in these renditions, and has lost its segments."""
    settings.DATA = tmp_path / "data"

    def ready(name, *others):
        film = take_in(convention, name)
        folder_of(film).mkdir(parents=True)
        say_renditions(film, *others)
        return film

    return ready


def say_renditions(film, *others):
    run = "20261027T090000000"
    one = Segment(run, 0, f"{run}-00000.m4s", 2.0, 2.0, 100_000, f"{run}-init.mp4", others)
    write_contents(folder_of(film), [one])


def full_disk(patch, *, missing):
    """Let the disk be so full that this much of a small film has no room."""
    disk = Disk(10**13, 0, arriving.SPARE + 400_000 - missing)
    patch.setattr(arriving.shutil, "disk_usage", lambda _: disk)


def look(cutter, *, later=60.0):
    cutter.look(time.monotonic() + later)


def test_a_film_waits_until_the_disk_has_room_to_make_it_again_and_that_is_said_once(
    cutter, ready, room, monkeypatch, caplog
):
    film = ready("talk.mp4")
    actions.choose_quality(room=room, quality=Quality.TWO, at=AT, by=None)
    with monkeypatch.context() as full:
        full_disk(full, missing=200_000)
        for later in (60, 120, 180):
            look(cutter, later=later)
            assert not (folder_of(film) / AGAIN).exists()
    assert caplog.text.count("the disk needs room") == 1

    look(cutter, later=240)
    assert (folder_of(film) / AGAIN).exists()


def test_what_cannot_be_made_again_leaves_the_film_as_it_was_and_is_not_tried_for_ever(
    cutter, ready, room, caplog
):
    film = ready("talk.mp4")
    actions.choose_quality(room=room, quality=Quality.TWO, at=AT, by=None)
    look(cutter)
    until(cutter, lambda: not (folder_of(film) / AGAIN).exists())
    look(cutter, later=120)
    assert [file.name for file in folder_of(film).iterdir()] == [CONTENTS]
    assert caplog.text.count("stays as it was") == 1

    (folder_of(film) / AGAIN).write_text("in the way")
    after_a_restart = Cutter()
    look(after_a_restart)
    look(after_a_restart, later=120)
    assert caplog.text.count("cannot be made again") == 1


def test_where_the_new_contents_cannot_be_written_nothing_new_stays(cutter, upload, room):
    film = cut(cutter, upload(*PICTURE, *TONE, *H264, "-c:a", "aac"))
    folder = folder_of(film)
    before = {file.name for file in folder.iterdir()}
    contents = read_contents(folder)
    actions.choose_quality(room=room, quality=Quality.TWO, at=AT, by=None)
    look(cutter)
    (folder / f".{CONTENTS}.new").mkdir()
    with pytest.raises(OSError, match=CONTENTS):
        until(cutter, lambda: not (folder / AGAIN).exists())

    (folder / f".{CONTENTS}.new").rmdir()
    assert {file.name for file in folder.iterdir()} == before
    assert read_contents(folder) == contents


def test_films_that_lack_nothing_are_looked_into_once(cutter, ready, room):
    actions.choose_quality(room=room, quality=Quality.TWO, at=AT, by=None)
    film = ready("talk.mp4", "lo", "au")
    look(cutter)
    with CaptureQueriesContext(connection) as few:
        look(cutter, later=120)
    say_renditions(film)
    ready("second.mp4", "lo", "au")
    with CaptureQueriesContext(connection) as more:
        look(cutter, later=180)

    assert not (folder_of(film) / AGAIN).exists()
    assert len(more) == len(few)


def test_a_film_that_plays_is_left_as_it_is(cutter, upload, room):
    film = cut(cutter, upload(*LONG, *LONG_TONE, *H264, *KEYS["often"], "-c:a", "aac"))
    actions.play_film(film=film, room=room, at=AT, by=None)
    actions.choose_quality(room=room, quality=Quality.TWO, at=AT, by=None)

    cutter.look(time.monotonic() + 60)

    assert not (folder_of(film) / AGAIN).exists()


def test_what_was_made_again_of_a_film_that_plays_meanwhile_takes_its_place_when_it_stops(
    cutter, upload, room
):
    film = cut(cutter, upload(*PICTURE, *TONE, *H264, *KEYS["often"], "-c:a", "aac"))
    folder, before = folder_of(film), read_contents(folder_of(film))
    actions.choose_quality(room=room, quality=Quality.TWO, at=AT, by=None)
    look(cutter)
    actions.play_film(film=film, room=room, at=AT, by=None)
    until(cutter, lambda: cutter._cut is None)
    look(cutter)
    assert read_contents(folder) == before
    assert (folder / AGAIN).exists()

    actions.stop_film(room=room, at=AT, by=None)
    cutter.wake()
    look(cutter)

    assert {segment.others for segment in read_contents(folder)} == {("lo", "au")}
    assert not (folder / AGAIN).exists()


def test_an_interlaced_film_becomes_whole_pictures(cutter, upload):
    woven = [
        "-vf",
        "scroll=h=0.02,tinterlace=interleave_top,fieldorder=tff",
        "-flags",
        "+ilme+ildct",
    ]
    moving = ["-f", "lavfi", "-i", "testsrc2=size=192x108:rate=50:duration=6"]
    film = upload(*moving, *H264, *woven, "-x264-params", "tff=1", name="woven.mp4")
    assert woven_share(original_of(film)) > 0.9

    cut(cutter, film)

    first = read_contents(folder_of(film))[0]
    whole = folder_of(film) / "whole.mp4"
    whole.write_bytes(
        b"".join((folder_of(film) / name).read_bytes() for name in (first.init, first.name))
    )
    assert film.is_ready
    assert woven_share(whole) < 0.1


def woven_share(file):
    """How many of a video's pictures consist of two halves, as ffmpeg sees it in them."""
    said = work(["-i", file.name, "-vf", "idet", "-f", "null", "-"], folder=file.parent).words
    *_probing, counts = re.findall(
        r"Multi frame detection: TFF: *(\d+) BFF: *(\d+) Progressive: *(\d+)", said
    )
    first, second, whole = map(int, counts)
    return (first + second) / (first + second + whole)


def until(cutter, is_so):
    deadline = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen in time"
        cutter.look(time.monotonic() + 60)


def test_what_breaks_off_in_the_middle_is_said_and_leaves_nothing_behind(
    cutter, upload, monkeypatch
):
    film = upload(*LONG, *H264)
    original_of(film).write_bytes(original_of(film).read_bytes()[:900])

    cutter.look(time.monotonic())
    film.refresh_from_db()

    assert film.state == Film.State.WAITING  # it is looked into, and no stage waits for that
    assert cut(cutter, film).state == Film.State.FAILED


def test_an_interrupted_one_begins_anew_when_the_media_process_is_back(cutter, upload):
    film = upload(*LONG, *H264, *KEYS["seldom"])
    cut(cutter, film, until=Film.State.PREPARING)
    cutter.close()

    assert cut(Cutter(), film).is_ready


@pytest.fixture
def stage(tmp_path):
    stage = Stage(tmp_path / "smart-plaza", {})
    yield stage
    stage.close()


@pytest.mark.real_time
def test_a_film_goes_on_air_before_the_test_card_and_after_it_the_card_is_back(
    stage, cutter, upload
):
    film = cut(cutter, upload(*SHORT, *SHORT_TONE, *H264, *KEYS["often"], "-c:a", "aac"))
    stage.open(Plan(CARD, slate_lines=LINES))
    stage.until(lambda: stage.on_air == "card")
    stage.until(stage.more(1))

    began = time.time() + 1
    stage.studio.apply(replace(stage.plan, film=Playing(folder_of(film), began)))
    stage.until(lambda: stage.on_air == "film")
    stage.until(stage.more(1))
    stage.studio.close()
    stage.studio = Studio(stage.folder, replace(stage.plan, film=Playing(folder_of(film), began)))
    stage.until(lambda: stage.on_air == "film")
    stage.until(stage.more(1))
    stage.until(lambda: stage.on_air == "card")
    stage.until(stage.more(1))

    shown = [row for row in stage.studio._channel.index.rows if row.source == "film"]
    assert stage.findings() == []
    assert [row.number for row in shown] == list(range(5))
    assert all(abs(row.starts - began - 2 * row.number) < 0.3 for row in shown)
    assert {row.run for row in shown} == {shown[0].run}


def test_a_film_on_air_gives_way_to_what_the_producer_holds(tmp_path, cutter, upload):
    film = cut(cutter, upload(*LONG, *H264, *KEYS["often"]))
    reel = Reel(tmp_path, Playing(folder_of(film), 1000.0))
    playing = {"film": reel.standing(1003.0), "primary": reel.standing(1003.0)}

    assert Switch("slate").choose(playing, held="", now=0.0) == "film"
    assert Switch("slate").choose(playing, held="primary", now=0.0) == "primary"
    assert Switch("slate").choose(playing, held="slate", now=0.0) == "slate"


def test_after_a_pause_a_film_goes_on_where_the_clock_is(tmp_path, cutter, upload):
    film = cut(cutter, upload(*LONG, *H264, *KEYS["often"]))
    reel = Reel(tmp_path, Playing(folder_of(film), 1000.0))

    reel.begin(near=1000.0, now=1012.1)
    offers = reel.offers(1012.1)

    assert [offer.starts - 1000 for offer in offers] == pytest.approx([6, 8, 10])
    assert all((tmp_path / name).exists() for offer in offers for name in offer.segment.files)
    assert not reel.standing(999.9).delivers
    assert not reel.standing(1014.1).delivers
