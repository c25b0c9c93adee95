# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Captions as files: what can be read is written as WebVTT; what cannot is said by line."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from konvent.library.captions import (
    CaptionsRefusedError,
    Cue,
    left_out,
    moved,
    plain_cue,
    read_captions,
    within,
    write_webvtt,
)

WEBVTT = """WEBVTT - from the studio

NOTE
nobody reads this

STYLE
::cue { color: red }

1
00:01.000 --> 00:04.000 align:start
Good morning,
<i>everybody</i>.

01:00:05.500 --> 01:00:07.000
<v Grace Hopper>Tea &amp; compilers
"""
SUBRIP = (
    "1\r\n00:00:01,000 --> 00:00:04,000\r\nGuten Morgen\r\n\r\n"
    "2\r\n00:00:05,000 --> 00:00:06,000\r\nÄmter\r\n"
)


def refusal(content: bytes | str, **facts: float) -> str:
    with translation.override("en"), pytest.raises(CaptionsRefusedError) as refused:
        read_captions(content, **facts)
    return str(refused.value)


def test_webvtt_is_read_with_its_names_and_without_its_decoration():
    cues = read_captions(WEBVTT)

    assert cues == [
        Cue(1.0, 4.0, "Good morning,\n<i>everybody</i>.", "align:start"),
        Cue(3605.5, 3607.0, "<v Grace Hopper>Tea &amp; compilers"),
    ]
    assert [cue.words for cue in cues] == [
        "Good morning, everybody.",
        "Grace Hopper: Tea & compilers",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_subrip_is_read_in_the_encodings_that_say_what_they_are(encoding):
    cues = read_captions(SUBRIP.encode(encoding))

    assert cues == [Cue(1.0, 4.0, "Guten Morgen"), Cue(5.0, 6.0, "Ämter")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            SUBRIP.encode("latin-1"),
            "Line 7 is not UTF-8. Save the file as UTF-8 and send it again.",
        ),
        (
            "WEBVTT\n\n00:04.000 --> 00:01.000\nx",
            "Line 3 (caption 1): the caption ends before it begins.",
        ),
        (
            "WEBVTT\n\n00:05.000 --> 00:06.000\nx\n\n00:01.000 --> 00:02.000\ny",
            "Line 6 (caption 2): the caption stands after a later one.",
        ),
        (
            "WEBVTT\n\n00:00:01.000 --> 1:2\nx",
            "Line 3 (caption 1): a time such as 00:01.000 --> 00:04.000 is missing",
        ),
        (
            "WEBVTT\n\nhello",
            "Line 3 (caption 1): a time such as 00:01.000 --> 00:04.000 is missing",
        ),
        (
            "WEBVTT\n\n00:01.000 --> 00:02.000\nx\n00:02.000 --> 00:03.000\ny",
            "Line 3 (caption 1): the caption holds a second time",
        ),
        ("WEBVTT\n\nNOTE nothing", "There is no caption in it."),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n\x00", "Line 4 holds signs that no text has."),
        (b"x" * (2 << 20) + b"x", "The file is larger than 2 MB"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_the_line(content, said):
    assert refusal(content).startswith(said)


def test_two_may_speak_at_once_and_stand_where_they_were_put():
    file = (
        "WEBVTT\n\n"
        "00:00:01.000 --> 00:00:04.000 line:10%,start position:20%,line-left size:35.5%\n"
        "<v Ada>x\n\n"
        "00:00:02.000 --> 00:00:03.000 line:-1 align:end vertical:rl\n<v Grace>y\n"
    )

    assert write_webvtt(read_captions(file)) == file
    assert left_out(file) == []


def test_what_is_not_kept_of_a_file_is_named_once():
    placed = "\n\n".join(
        f"00:0{second}.000 --> 00:0{second}.500 region:top line:5 line:x\nSTYLE"
        for second in (1, 2)
    )
    file = WEBVTT.replace("align:start", "align:justify") + f"\nREGION\nid:top\n\n{placed}"

    assert left_out(file) == ["NOTE", "STYLE", "align:justify", "REGION", "region:top", "line:x"]
    assert left_out(SUBRIP) == []


def test_what_ends_after_the_recording_is_refused_but_not_for_half_a_second():
    file = "WEBVTT\n\n00:08.000 --> 00:10.400\nx"

    assert read_captions(file, length=10.0) == [Cue(8.0, 10.4, "x")]
    assert refusal(file, length=9.0) == "Line 3 (caption 1): the caption ends after the recording."


def test_every_wrong_line_is_named_up_to_five():
    wrong = "\n\n".join("00:04.000 --> 00:01.000\nx" for _ in range(9))

    assert refusal(f"WEBVTT\n\n{wrong}").count("Line ") == 5


@given(st.lists(st.tuples(st.integers(1, 9000), st.integers(1, 9000), st.text()), max_size=8))
def test_what_is_written_is_read_again(parts):
    cues, at = [], 0.0
    for pause, length, words in parts:
        starts = at + pause / 1000
        at = starts + length / 1000
        clean = "".join(sign for sign in words if sign.isprintable())
        cues.append(plain_cue(round(starts, 3), round(at, 3), clean))
    cues = [cue for cue in cues if cue.words]

    file = write_webvtt(cues).encode("utf-8", "surrogatepass")
    again = read_captions(file) if cues else []

    assert [(round(c.starts, 3), round(c.ends, 3), c.words) for c in again] == [
        (c.starts, c.ends, c.words) for c in cues
    ]


def test_captions_follow_the_cut():
    cues = [Cue(0.0, 5.0, "before"), Cue(8.0, 12.0, "first"), Cue(30.0, 31.0, "after")]

    assert within(moved(cues, -10.0), 0.0, 20.0) == [Cue(0.0, 2.0, "first")]
