# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody did not want to be kept does not stay on the stage either."""

from __future__ import annotations

import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories import NOW
from tests.stage.test_channel import START, Filming

from konvent.stage.media.channel import Channel
from konvent.stage.media.process import House, plan_of
from konvent.stage.media.sweep import KEPT, Broom
from konvent.stage.queries import stages_with_picture

pytestmark = pytest.mark.usefixtures("one_connection")


@pytest.fixture
def filming(tmp_path, filmed):
    return Filming(tmp_path, filmed)


def test_a_session_that_is_live_only_is_swept_away_when_it_is_over(filming):
    channel = Channel(filming.folder)
    for _ in range(60):
        segment = filming.segment()
        channel.add("primary", segment, filming.starts)

    until = START + 20
    Broom(channel).sweep(filming.now, kept=KEPT, since=0, in_use=(), forgets_until=until)

    assert [row.ends >= until for row in channel.index.rows] == [True] * 51
    assert len(list(filming.folder.glob("*.m4s"))) == 51


def test_what_players_may_still_ask_for_stays_for_a_minute(filming):
    channel = Channel(filming.folder)
    for _ in range(60):
        segment = filming.segment()
        channel.add("primary", segment, filming.starts)

    now = filming.now
    Broom(channel).sweep(now, kept=KEPT, since=0, in_use=(), forgets_until=now)

    assert len(channel.index.rows) == 31


@pytest.mark.parametrize(("is_refused", "moment"), [(True, NOW), (False, None)])
def test_a_stage_knows_when_such_a_session_last_ended_there(room, is_refused, moment):
    first, second = room.convention.sessions.order_by("starts_at")
    type(first).objects.filter(pk=first.pk).update(do_not_record=is_refused)
    hour = timedelta(hours=1)
    room.cues.create(session_code=first.code, began_at=NOW - hour, ended_at=NOW)
    room.cues.create(session_code=second.code, began_at=NOW + hour, ended_at=NOW + 2 * hour)

    stage = stages_with_picture(at=NOW)[0]

    assert plan_of(stage).forgets_until == (moment.timestamp() if moment else 0.0)


def lay_out(folder, *ages):
    """Lay segments there that were written so many seconds ago, and the stage's index."""
    folder.mkdir(parents=True)
    for number, age in enumerate(ages):
        file = folder / f"20261027T090000000-{number:05}.m4s"
        file.touch()
        os.utime(file, (time.time() - age,) * 2)
    (folder / "index.jsonl").touch()


def left(folder):
    return [file.stem[-1] for file in sorted(folder.glob("*.m4s"))]


@pytest.fixture
def closed(room):
    room.has_picture = False
    room.save()
    return "smart-2026/smart-plaza"


def test_what_a_closed_stage_has_kept_goes_when_its_time_is_over(tmp_path, closed):
    kept, memory = tmp_path / "media" / closed, tmp_path / "memory" / closed
    lay_out(kept, KEPT + 60, KEPT - 60, 5)
    lay_out(memory, 5)
    owing = memory.with_name("other")
    lay_out(owing, 5)
    (owing / "unwritten.jsonl").touch()

    House(tmp_path / "media", tmp_path / "memory").look()

    assert left(kept) == ["1", "2"]
    assert (kept / "index.jsonl").exists()
    assert not memory.exists()
    assert left(owing) == ["0"]


def test_what_nobody_may_keep_goes_at_once_from_a_closed_stage(tmp_path, room, closed):
    session = room.convention.sessions.order_by("starts_at")[0]
    type(session).objects.filter(pk=session.pk).update(do_not_record=True)
    now = timezone.now()
    began = now - timedelta(hours=1)
    room.cues.create(session_code=session.code, began_at=began, ended_at=now - timedelta(minutes=5))
    lay_out(tmp_path / closed, 3600, 310, 290, 5)

    House(tmp_path).look()

    assert left(tmp_path / closed) == ["2", "3"]


def test_a_stage_that_closes_gives_its_memory_back(tmp_path, room):
    room.convention.days.update(ends_at=timezone.now() + timedelta(days=1))
    house, place = House(tmp_path / "media", tmp_path / "memory"), "smart-2026/smart-plaza"
    house.look()
    assert (tmp_path / "memory" / place).exists()
    room.has_picture = False
    room.save()
    house._read_at = 0.0

    house.look()

    assert not (tmp_path / "memory" / place).exists()
    assert (tmp_path / "media" / place).exists()
    house.close()
