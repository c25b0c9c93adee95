# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One MP4 of a cut: joined where that is possible, encoded anew where not, and never half."""

from __future__ import annotations

import pytest
from tests.library.showing import START, Shown, a_morning
from tests.stage.conftest import FIRST, SECOND, film

from konvent.foundation.media.boxes import read_lengths, read_tracks
from konvent.foundation.media.work import work
from konvent.library.media.cut import cut
from konvent.library.media.film import AS_IT_IS, BrokenFilmError, Part, faults_of, make_film
from konvent.library.media.tape import Span, Tape

OTHER = "20261027T091000000"
"""A run of another size, such as another encoder's."""


@pytest.fixture(scope="session")
def others(tmp_path_factory, filmed):
    """The runs there are, and one of another size and rate."""
    folder = tmp_path_factory.mktemp("others")
    film(folder, OTHER, ["-c:a", "aac", "-s", "96x54", "-r", "15"])
    return filmed | {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.fixture
def stage(tmp_path, others):
    return Shown(tmp_path / "stage", others)


@pytest.fixture
def make(tmp_path, stage):
    """Make a film of all that the stage has shown; say how far it was at each report."""
    workshop = tmp_path / "workshop"
    workshop.mkdir()
    shares = []

    def make():
        tape = Tape(tmp_path / "tape")
        tape.keep(stage.folder, Span(START))
        made = make_film(tape.folder, cut(tape.rows, Span(START)).rows, workshop, shares.append)
        return (*made, shares)

    return make


def size_of(file):
    tracks = read_tracks(file.read_bytes())
    return (tracks.width, tracks.height)


def test_runs_of_one_kind_are_joined_as_they_are(stage, make):
    a_morning(stage)

    film, sound, shares = make()

    assert faults_of(film, [Part("", 18.0, None)], print) == []
    assert read_lengths(film) == pytest.approx([18.0, 18.0], abs=0.3)
    assert b"moov" in film.read_bytes()[:100]  # it plays before all of it has arrived
    size = sum(len(stage.filmed[f"{run}-0000{n}.m4s"]) for run, n in shown())
    assert film.stat().st_size == pytest.approx(size, rel=0.1)  # so it was not encoded again
    assert len(read_lengths(sound)) == 1
    assert shares == sorted(shares)


def shown():
    return [*((FIRST, n) for n in range(5)), *((SECOND, n) for n in range(1, 5))]


def test_runs_of_different_kinds_become_one_of_the_kind_most_of_it_has(stage, make):
    stage.show(range(1, 3), run=OTHER, starts=START)
    stage.show(range(4))

    film, _sound, shares = make()

    assert faults_of(film, [Part("", 12.0, None)], print) == []
    assert size_of(film) == (64, 36)
    assert shares == sorted(shares)


def test_a_stretch_from_the_middle_of_a_run_begins_at_zero(stage, make):
    stage.show(range(3, 6), starts=START)

    film, _sound, _shares = make()

    assert read_lengths(film) == pytest.approx([6.0, 6.0], abs=0.3)
    assert faults_of(film, [Part("", 6.0, None)], print) == []


def test_what_a_full_disk_did_not_take_is_left_out_of_the_film(stage, make):
    stage.show(range(6), starts=START)
    for number in (2, 3):
        (stage.folder / f"{FIRST}-0000{number}.m4s").unlink()

    film, _sound, shares = make()

    assert read_lengths(film) == pytest.approx([8.0, 8.0], abs=0.3)
    assert faults_of(film, [Part("", 4.0, None)] * 2, print) == []
    assert shares == sorted(shares)


def test_a_film_that_lacks_something_is_noticed(stage, make):
    a_morning(stage)
    film, _sound, _shares = make()

    short = film.with_name("short.mp4")
    work(["-i", film.name, "-t", "12", "-c", "copy", short.name], folder=film.parent)
    half = film.with_name("half.mp4")
    half.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    spoiled = film.with_name("spoiled.mp4")
    data = bytearray(film.read_bytes())
    data[-9000:-3000] = b"\xff" * 6000
    spoiled.write_bytes(data)
    silent = film.with_name("silent.mp4")
    work(["-i", film.name, "-map", "0:v", "-c", "copy", silent.name], folder=film.parent)

    whole = [Part("", 18.0, None)]
    for broken in (short, half, spoiled, silent, film.with_name("nothing.mp4")):
        assert faults_of(broken, whole, print), broken.name
    assert faults_of(film, whole, print) == []


def test_a_film_that_cannot_become_whole_is_not_offered(stage, make):
    stage.show(range(4), starts=START)
    tape_of = stage.folder.parent / "tape"
    Tape(tape_of).keep(stage.folder, Span(START))
    spoiled = tape_of / f"{FIRST}-00001.m4s"
    spoiled.unlink()
    spoiled.write_bytes(b"nothing")

    with pytest.raises(BrokenFilmError, match="instead of"):
        make()


def test_two_pictures_that_are_closer_than_their_rate_are_no_fault(tmp_path):
    """As beside a join: the sound of a stretch ends a moment before or after its picture."""
    closer = "setpts='PTS-if(gte(N,30),0.02/TB,0)'"
    picture = ["-f", "lavfi", "-i", "testsrc=size=64x36:rate=30:duration=2", "-vf", closer]
    sound = ["-f", "lavfi", "-i", "sine=duration=2"]
    coded = [*AS_IT_IS, "-c:v", "libx264", "-preset", "ultrafast", "-bf", "0", "-c:a", "aac"]
    work([*picture[:4], *sound, *picture[4:], *coded, "film.mp4"], folder=tmp_path)

    assert faults_of(tmp_path / "film.mp4", [Part("", 2.0, None)], print) == []
