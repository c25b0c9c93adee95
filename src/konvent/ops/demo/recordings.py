# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Recordings of what is over when the demonstration opens.

Nothing was filmed: each shows a title and says that it is invented. Only invented sessions get one,
so that no words are put into the mouth of somebody real. They are made after the house
has opened, one after the other, and kept, cut and shown as real ones are.
"""

from __future__ import annotations

import time
import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.db import transaction

from konvent.foundation.jobs import ask_for
from konvent.foundation.media.names import SECONDS, SOUND, run_name
from konvent.foundation.media.segments import finished, output
from konvent.foundation.media.work import work
from konvent.foundation.texts import Text
from konvent.library.actions import (
    begin_recording,
    end_recording,
    keep_recordings,
    mark_chapters,
    write_captions,
)
from konvent.library.captions import plain_cue, write_webvtt
from konvent.library.media.tape import Span, Tape
from konvent.library.places import folder_of
from konvent.programme.models import SessionKind
from konvent.programme.queries import published_schedule
from konvent.stage.media.card import Card
from konvent.stage.media.channel import Channel
from konvent.stage.media.slate_picture import Design, draw

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.library.models import Recording
    from konvent.programme.models import Room
    from konvent.programme.schedule import ScheduleSession

KIND = "demo-recording"
MOST = 4
SEGMENTS = 20
FRAMES_PER_SECOND = 12
STANDING_STILL = (
    "[0:v]format=yuv420p,loop=loop=-1:size=1:start=0,"
    f"setpts=N/({FRAMES_PER_SECOND}*TB),fps={FRAMES_PER_SECOND}[picture]"
)
"""The title is read and converted once, not for every frame."""
VARIANTS = ("hi", SOUND)
SOURCE = "primary"
LINES = Path(__file__).parent / "sccon_2020/recordings.toml"


def ask_for_recordings(*, convention: Convention, at: datetime) -> None:
    """Have what is over recorded after the fact, the latest first."""
    schedule = published_schedule(convention.slug)
    over = [
        session
        for session in reversed(schedule.scheduled if schedule else ())
        if session.ends_at
        and session.ends_at <= at
        and session.is_fictional
        and session.kind != SessionKind.BREAK
        and not session.do_not_record
    ]
    for session in over[:MOST]:
        ask_for(kind=KIND, key=f"{convention.slug}/{session.code}", at=at)


def record_afterwards(
    *, room: Room, session: ScheduleSession, workshop: Path, at: datetime
) -> None:
    """Film a session's title, and keep it as if the stage had shown it then."""
    starts, ends = session.starts_at, session.ends_at
    if starts is None or ends is None:
        return
    _film(room, session, workshop, starts.timestamp())
    with transaction.atomic():
        recording = begin_recording(room=room, session=session.code, at=starts)
        if recording is None:
            return
        span = Span(starts.timestamp(), ends.timestamp())
        Tape(folder_of(recording)).keep(workshop, span)
        end_recording(convention=room.convention.slug, session=session.code, at=ends)
    keep_recordings(at=at)
    recording.refresh_from_db()
    _write_down(recording, at)
    marks = {float(mark["at"]): Text(mark["title"]) for mark in _texts()["chapter"]}
    mark_chapters(recording=recording, marks=marks, at=at, by=None)


def _film(room: Room, session: ScheduleSession, folder: Path, starts: float) -> None:
    convention, language = room.convention, room.convention.default_language
    names = {
        "stage": session.title.within(language),
        "convention": convention.title.within(language),
        "caption": "",
        "colour": room.colour,
        "timezone": convention.timezone,
    }
    title = Design(card=Card(**names), lines=tuple(_texts()["picture"].values()))
    draw(title).save(folder / "title.png")
    run = run_name(time.time())
    command = [*_command(), *output(run, VARIANTS)]
    command[command.index("-hls_list_size") + 1] = "0"  # all of it is taken at once
    work(command, folder=folder)
    channel = Channel(folder)
    for segment in finished(folder, run, after=-1, variants=VARIANTS):
        channel.add(SOURCE, segment, starts)
        starts += segment.duration


def _command() -> list[str]:
    group = str(FRAMES_PER_SECOND * SECONDS)
    return [
        *("-i", "title.png"),
        *("-f", "lavfi", "-i", "sine=frequency=220:sample_rate=48000,volume=0.05"),
        *("-filter_complex", STANDING_STILL),
        *("-map", "[picture]", "-map", "1:a", "-map", "1:a", "-t", str(SEGMENTS * SECONDS)),
        *("-c:v", "libx264", "-preset", "ultrafast", "-tune", "stillimage", "-bf", "0"),
        *("-pix_fmt", "yuv420p", "-g", group, "-keyint_min", group, "-sc_threshold", "0"),
        *("-b:v", "250k", "-maxrate", "300k", "-bufsize", "300k", "-c:a", "aac", "-b:a", "64k"),
        *("-threads", "1", "-var_stream_map", f"v:0,a:0,name:{VARIANTS[0]} a:1,name:{SOUND}"),
    ]


def _write_down(recording: Recording, at: datetime) -> None:
    """Give it captions in both languages, unless somebody was faster."""
    lines = _texts()["line"]
    each = recording.duration.total_seconds() / len(lines)
    written = set(recording.captions.values_list("language", flat=True))
    for language in recording.convention.languages:
        if language in written or each < 1:
            continue
        cues = [
            plain_cue(number * each, (number + 1) * each - 0.2, line[language])
            for number, line in enumerate(lines)
        ]
        write_captions(
            recording=recording,
            language=language,
            content=write_webvtt(cues),
            is_published=True,
            at=at,
            by=None,
        )


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(LINES.read_text())
