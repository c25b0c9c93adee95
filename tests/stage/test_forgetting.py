# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody did not want to be kept does not stay on the stage either."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories import NOW
from tests.stage.test_channel import START, Filming

from konvent.stage.media.channel import Channel
from konvent.stage.media.process import plan_of
from konvent.stage.media.sweep import KEPT, Broom
from konvent.stage.queries import stages_with_picture


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
