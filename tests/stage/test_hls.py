# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The judge of playlists is judged: whatever is broken on purpose, it finds."""

from __future__ import annotations

import pytest
from tests.hls import Judge, judge_master
from tests.mp4 import boxes
from tests.stage.conftest import FIRST, SECOND

NOW = 1793091620.0  # 09:00:20 UTC
GOOD = f"""#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:40
#EXT-X-DISCONTINUITY-SEQUENCE:3
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="{FIRST}-init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-10-27T09:00:06.000Z
#EXTINF:2.000000,
{FIRST}-00003.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-10-27T09:00:08.000Z
#EXTINF:2.000000,
{FIRST}-00004.m4s
#EXT-X-DISCONTINUITY
#EXT-X-MAP:URI="{SECOND}-init.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-10-27T09:00:12.000Z
#EXTINF:2.000000,
{SECOND}-00000.m4s
#EXT-X-PROGRAM-DATE-TIME:2026-10-27T09:00:14.000Z
#EXTINF:2.000000,
{SECOND}-00001.m4s
"""
LATER = GOOD.replace("SEQUENCE:40", "SEQUENCE:41").replace(
    f"""#EXT-X-PROGRAM-DATE-TIME:2026-10-27T09:00:06.000Z
#EXTINF:2.000000,
{FIRST}-00003.m4s
""",
    "",
)


def rules(*texts, now=NOW, oldest=None):
    judge = Judge({}.__getitem__)
    for text in texts:
        judge.see(text, now=now, oldest=oldest)
    return sorted({finding.rule for finding in judge.findings})


def test_nothing_is_wrong_with_a_good_playlist_that_goes_on():
    gone = LATER.replace("DISCONTINUITY-SEQUENCE:3", "DISCONTINUITY-SEQUENCE:4")
    gone = gone.replace("SEQUENCE:41", "SEQUENCE:42")
    first = gone.index("#EXT-X-MAP")
    after_the_break = gone[:first] + gone[gone.index("#EXT-X-DISCONTINUITY\n") + 21 :]
    after_the_break += f"""#EXT-X-PROGRAM-DATE-TIME:2026-10-27T09:00:16.000Z
#EXTINF:2.000000,
{SECOND}-00002.m4s
"""

    assert rules(GOOD, LATER, after_the_break) == []


@pytest.mark.parametrize(
    ("rule", "find", "put"),
    [
        ("V1", "#EXTM3U\n", ""),
        ("V1", "VERSION:7", "VERSION:3"),
        ("V1", "#EXT-X-TARGETDURATION:2\n", ""),
        ("V1", "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-VERSION:7"),
        ("V1", f'#EXT-X-MAP:URI="{FIRST}-init.mp4"\n', ""),
        ("V1", "#EXTINF:2.000000,\n" + f"{FIRST}-00004", f"{FIRST}-00004"),
        ("V1", "08.000Z", "08"),
        ("V1", "#EXT-X-PROGRAM-DATE-TIME:2026-10-27T09:00:14.000Z\n", ""),
        ("V1", f"{SECOND}-00001.m4s\n", ""),
        ("V1", "#EXT-X-DISCONTINUITY\n", "#EXT-X-MYSTERY\n#EXT-X-DISCONTINUITY\n"),
        ("V2", "TARGETDURATION:2", "TARGETDURATION:1"),
        ("V5", "#EXT-X-DISCONTINUITY\n", ""),
        ("V5", f'#EXT-X-MAP:URI="{SECOND}-init.mp4"\n', ""),
        ("V5", f"{FIRST}-00004", f"{FIRST}-00005"),
        ("V6", "09:00:14", "09:00:15"),
        ("V6", "09:00:12", "09:00:08"),
        ("V7", "09:00:14", "09:00:24"),
        ("V8", f"{SECOND}-00001.m4s", "segment1.m4s"),
    ],
)
def test_what_one_reading_shows_is_found(rule, find, put):
    assert find in GOOD
    assert rule in rules(GOOD.replace(find, put))


@pytest.mark.parametrize(
    ("rule", "find", "put"),
    [
        ("V2", "TARGETDURATION:2", "TARGETDURATION:3"),
        ("V3", "MEDIA-SEQUENCE:41", "MEDIA-SEQUENCE:40"),
        ("V3", "MEDIA-SEQUENCE:41", "MEDIA-SEQUENCE:39"),
        ("V3", f"{SECOND}-00001", f"{SECOND}-00002"),
        ("V3", "EXTINF:2.000000", "EXTINF:1.900000"),
        ("V4", "DISCONTINUITY-SEQUENCE:3", "DISCONTINUITY-SEQUENCE:2"),
        ("V4", "#EXT-X-DISCONTINUITY\n", ""),
        ("V6", "09:00:14.000Z", "09:00:14.200Z"),
    ],
)
def test_what_only_the_next_reading_shows_is_found(rule, find, put):
    assert find in LATER
    assert rule in rules(GOOD, LATER.replace(find, put))


@pytest.mark.parametrize("mark", ["\ufeff", "\x00", "\t", " "])
def test_characters_that_a_playlist_may_not_have_are_found(mark):
    assert "V1" in rules(GOOD.replace("#EXTINF", f"{mark}#EXTINF", 1))
    assert "V1" in rules(mark + GOOD)


def test_a_window_that_has_become_too_short_is_found():
    last = LATER.replace("SEQUENCE:41", "SEQUENCE:42").replace("SEQUENCE:3", "SEQUENCE:4")
    short = last[: last.index("#EXT-X-MAP")] + last[last.index("#EXT-X-DISCONTINUITY\n") + 21 :]

    assert rules(GOOD, short) == ["V15"]


def test_a_playlist_of_nothing_but_gaps_is_found():
    assert rules(GOOD.replace("#EXTINF", "#EXT-X-GAP\n#EXTINF")) == ["V14"]


def test_a_gap_needs_no_map_and_what_follows_it_does():
    begin = GOOD.index(f'#EXT-X-MAP:URI="{SECOND}-init.mp4"')
    head = f'#EXT-X-MAP:URI="{SECOND}-init.mp4"\n'
    late = GOOD[begin + len(head) :].replace("#EXTINF", "#EXT-X-GAP\n#EXTINF", 1)
    moment = "#EXT-X-PROGRAM-DATE-TIME:2026-10-27T09:00:14"

    assert rules(GOOD[:begin] + late.replace(moment, head + moment)) == []
    assert rules(GOOD[:begin] + late) == ["V5"]


def test_a_gap_that_is_none_any_more_is_found():
    gap = GOOD.replace("#EXTINF", "#EXT-X-GAP\n#EXTINF", 1)

    assert rules(GOOD, gap) == []
    assert rules(gap, GOOD) == ["V14"]


def test_a_playlist_that_stands_still_and_one_that_lives_after_its_end_are_found():
    assert rules(GOOD, now=NOW, oldest=3.0) == ["V7"]
    assert "V1" in rules(FINISHED, LATER)


FINISHED = (
    GOOD.replace("MEDIA-SEQUENCE:40", "MEDIA-SEQUENCE:0").replace(
        "#EXT-X-DISCONTINUITY-SEQUENCE:3",
        "#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-START:TIME-OFFSET=1.250,PRECISE=YES",
    )
    + "#EXT-X-ENDLIST\n"
)


@pytest.mark.parametrize(
    ("rule", "find", "put"),
    [
        ("V13", "#EXT-X-ENDLIST\n", ""),
        ("V13", "#EXT-X-PLAYLIST-TYPE:VOD\n", ""),
        ("V13", "TYPE:VOD", "TYPE:EVENT"),
        ("V13", "MEDIA-SEQUENCE:0", "MEDIA-SEQUENCE:7"),
        ("V13", "OFFSET=1.250", "OFFSET=9.250"),
        ("V13", "OFFSET=1.250", "OFFSET=soon"),
        ("V1", "#EXT-X-ENDLIST", "#EXT-X-ENDLIST\n#EXT-X-INDEPENDENT-SEGMENTS"),
    ],
)
def test_what_is_wrong_with_a_finished_playlist_is_found(rule, find, put):
    assert rules(FINISHED) == []
    assert find in FINISHED
    assert rule in rules(FINISHED.replace(find, put))


def file_rules(files, text=GOOD):
    judge = Judge(read(files))
    judge.see(text, now=NOW)
    judge.judge_files()
    return sorted({finding.rule for finding in judge.findings})


def read(files):
    def fetch(name):
        if name not in files:
            raise FileNotFoundError(name)
        return files[name]

    return fetch


def test_nothing_is_wrong_with_good_files(filmed):
    assert file_rules(filmed) == []


@pytest.mark.parametrize("file", [f"{FIRST}-00004.m4s", f"{SECOND}-init.mp4"])
@pytest.mark.parametrize(
    "damage", [lambda data: data[:-9], lambda data: data[:0], lambda data: b"0" * len(data)]
)
def test_files_that_are_cut_off_empty_or_something_else_are_found(filmed, file, damage):
    assert file_rules(filmed | {file: damage(filmed[file])}) == ["V8"]


def test_a_file_in_a_gap_may_be_missing(filmed):
    there = {name: data for name, data in filmed.items() if "00004" not in name}
    gap = GOOD.replace(
        "#EXTINF:2.000000,\n" + f"{FIRST}-00004", f"#EXT-X-GAP\n#EXTINF:2.000000,\n{FIRST}-00004"
    )

    assert file_rules(there, gap) == []


def test_a_missing_file_is_found(filmed):
    assert file_rules({name: data for name, data in filmed.items() if "0003" not in name}) == ["V8"]


def test_a_segment_that_does_not_begin_with_a_key_frame_is_found(filmed):
    name = f"{FIRST}-00004.m4s"
    key, other = bytes.fromhex("02000000"), bytes.fromhex("01010000")
    assert key in filmed[name]

    assert file_rules(filmed | {name: filmed[name].replace(key, other, 1)}) == ["V9"]


def test_a_length_that_is_not_true_is_found(filmed):
    text = GOOD.replace("EXTINF:2.000000", "EXTINF:1.800000")

    assert "V9" in file_rules(filmed, text)


def test_media_time_that_jumps_inside_a_run_is_found(filmed):
    swapped = {f"{SECOND}-00001.m4s": filmed[f"{SECOND}-00002.m4s"]}

    assert file_rules(filmed | swapped) == ["V10"]


def test_a_run_without_sound_among_others_with_sound_is_found(filmed):
    silent = {f"{SECOND}-{n}": filmed[f"silent-{n}"] for n in ("00000.m4s", "00001.m4s")}
    silent[f"{SECOND}-init.mp4"] = filmed["silent-init.mp4"]

    assert file_rules(filmed | silent) == ["V12"]


def master(filmed, judge):
    """Write the master playlist that is true of what a judge has seen."""
    peak = max(8 * len(filmed[entry.uri]) / entry.duration for entry in judge.known.values())
    avc = next(body for kind, body in boxes(filmed[f"{SECOND}-init.mp4"]) if kind == "moov")
    codec = avc[avc.index(b"avcC") + 5 :][:3].hex()
    return (
        "#EXTM3U\n#EXT-X-INDEPENDENT-SEGMENTS\n"
        f'#EXT-X-STREAM-INF:BANDWIDTH={peak * 1.1:.0f},CODECS="avc1.{codec},mp4a.40.2",'
        "RESOLUTION=64x36\nlive.m3u8\n"
    )


def judged_master(filmed, find="", put=""):
    judge = Judge(read(filmed))
    judge.see(GOOD, now=NOW)
    text = master(filmed, judge).replace(find or "\0", put)
    return [f.rule for f in judge_master(text, {"live.m3u8": judge}, read(filmed))]


@pytest.mark.parametrize(
    ("find", "put"),
    [
        ("BANDWIDTH=", "AVERAGE-BANDWIDTH=999999999,BANDWIDTH="),
        ("#EXT-X-STREAM-INF", "#EXT-X-MYSTERY\n#EXT-X-STREAM-INF"),
        ("mp4a.40.2", "mp4a.40.5"),
        ("avc1.", "avc1.f"),
        ("64x36", "64x64"),
        ("BANDWIDTH=", "BANDWIDTH=9"),
        ("live.m3u8", "other.m3u8"),
    ],
)
def test_a_master_playlist_that_does_not_tell_the_truth_is_found(filmed, find, put):
    assert judged_master(filmed) == []
    assert judged_master(filmed, find, put) == ["V11"]


def test_variants_that_are_not_at_the_same_moment_are_found(filmed):
    names = {"high.m3u8": GOOD, "low.m3u8": GOOD.replace("09:00:12", "09:00:11")}
    judges = {name: Judge(read(filmed)) for name in names}
    for name, text in names.items():
        judges[name].see(text, now=NOW)
    one = master(filmed, judges["high.m3u8"])
    both = one.replace("live", "high") + one.replace("live", "low").partition("SEGMENTS\n")[2]

    found = judge_master(both, judges, read(filmed))

    assert [finding.what for finding in found] == [
        f"{SECOND}-00000.m4s and {SECOND}-00000.m4s are not the same moment"
    ]
