# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a source sends can be watched by its producer, on air or not, and costs nothing before."""

from __future__ import annotations

import json
import shutil

import pytest
from tests.hls import Judge
from tests.stage.conftest import FIRST, SECOND

from konvent.foundation.media.segments import output
from konvent.foundation.media.work import work
from konvent.stage.previews import Preview

ADDRESS = "/smart-2026/media/smart-plaza/"
RUN, NEXT = "20261027T090000000", "20261027T090030000"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """A folder in which a source's ffmpeg has written sixteen seconds in two renditions, twice."""
    folder = tmp_path_factory.mktemp("written")
    picture = ["-f", "lavfi", "-i", "testsrc2=size=64x36:rate=10:duration=16"]
    sound = ["-f", "lavfi", "-i", "sine=sample_rate=48000:duration=16"]
    maps = ["-map", "0:v", "-map", "1:a", "-map", "0:v", "-map", "1:a"]
    codecs = ["-c:v", "libx264", "-bf", "0", "-g", "20", "-pix_fmt", "yuv420p", "-c:a", "aac"]
    streams = ["-var_stream_map", "v:0,a:0,name:hi v:1,a:1,name:lo"]
    for run in (RUN, NEXT):
        made = output(run, ("hi", "lo"))
        work([*picture, *sound, *maps, *codecs, *streams, *made], folder=folder)
    (folder / "backup.pid").write_text(f"4711 {RUN}")
    return folder


def judged(folder, text):
    """Return what the playlist lists, when nothing is wrong with it or with what it names."""
    judge = Judge(lambda name: (folder / name.removeprefix(ADDRESS)).read_bytes())
    judge.see(text, now=4e9)
    judge.judge_files()
    assert [str(finding) for finding in judge.findings] == []
    return [entry for _, entry in sorted(judge.known.items())]


def test_the_smallest_rendition_of_the_present_run_is_listed_at_its_newest(written):
    entries = judged(written, Preview(written, ADDRESS).playlist_of("backup"))

    assert [entry.uri for entry in entries] == [
        f"{ADDRESS}{RUN}-lo-{number:05}.m4s" for number in range(2, 8)
    ]
    assert entries[-1].sequence == entries[0].sequence + 5


def grow(folder, run, last):
    """Let the run's lists and its first file be as they were when this segment was the newest."""
    for file in folder.glob(f"{run}*.list"):
        head, *entries = file.read_text().split("#EXTINF")
        file.write_text("#EXTINF".join([head, *entries[: last + 1]]))


def test_numbers_and_the_clock_go_on_when_the_encoder_comes_back(written, tmp_path):
    judge = Judge(lambda name: (written / name.removeprefix(ADDRESS)).read_bytes())
    folder = tmp_path / "live"
    for run, listed in ((RUN, range(8)), (NEXT, range(8))):
        for last in listed:
            shutil.copytree(written, folder)
            (folder / "backup.pid").write_text(f"4711 {run}")
            grow(folder, run, last)
            if text := Preview(folder, ADDRESS).playlist_of("backup"):
                judge.see(text, now=4e9)
            else:
                assert last < 2
            shutil.rmtree(folder)
    judge.judge_files()

    assert [str(finding) for finding in judge.findings] == []
    assert len(judge.known) == 16
    before, after = (judge.known[number] for number in sorted(judge.known)[7:9])
    assert before.stretch < after.stretch < 5_000_000  # hls.js stands still at 90 million


def test_the_slate_plays_once_from_start_to_end(tmp_path, filmed):
    for name in (FIRST, SECOND):
        for file, content in filmed.items():
            if file.startswith(name):
                (tmp_path / file).write_bytes(content)
        segments = [
            {
                "run": name,
                "number": number,
                "name": f"{name}-{number:05}.m4s",
                "duration": 2.0,
                "closed_at": 2.0 * number + 2,
                "size": 1,
                "init": f"{name}-init.mp4",
                "others": [],
            }
            for number in range(3)
        ]
        (tmp_path / f"slate-{name}.json").write_text(json.dumps(segments))
    preview = Preview(tmp_path, ADDRESS)

    text = preview.playlist_of("slate")
    (tmp_path / f"{SECOND}-00001.m4s").unlink()  # swept: the one before is still there
    earlier = preview.playlist_of("slate")

    assert len(judged(tmp_path, earlier)) == 3
    assert SECOND in text
    assert FIRST in earlier
    assert text.endswith("#EXT-X-ENDLIST\n")


@pytest.mark.parametrize("name", ["primary", "slate", "card"])
def test_where_nothing_comes_in_there_is_nothing_to_watch(tmp_path, name):
    (tmp_path / "primary.pid").write_text("")
    (tmp_path / "slate-x.json").write_text("[]")
    (tmp_path / "card.pid").write_text(f"4711 {RUN}")

    assert Preview(tmp_path, ADDRESS).playlist_of(name) is None
