# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An answered question leads to its place in the recording."""

import json
import re
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from tests.factories import at, make_recording, make_world, publish

from konvent.audience.actions.asking import ask_questions
from konvent.audience.actions.moderating import answer_live, put_on_stage
from konvent.audience.models import Question
from konvent.audience.wishes import Ask
from konvent.convention.models import StageAccess
from konvent.foundation.intents import Intent, Participant, apply_one
from konvent.foundation.media.index import Row, line_of
from konvent.library.media.tape import INDEX
from konvent.library.models import Recording, RecordingState
from konvent.library.places import folder_of
from konvent.library.queries import Stretch
from konvent.site.answered import position_of

CUT = [
    Stretch(starts_in=0.0, starts_at=at(10), seconds=600.0),
    Stretch(starts_in=600.0, starts_at=at(10, 20), seconds=300.0),
]
"""Ten minutes, ten that were not recorded, and five more."""


@pytest.mark.parametrize(
    ("minute", "place"),
    [(0, 0.0), (5, 300.0), (15, None), (20, 600.0), (22, 720.0), (30, None)],
)
def test_a_moment_on_the_wall_is_found_on_the_players_clock(minute, place):
    assert position_of(at(10, minute), CUT) == place


def test_before_the_first_picture_there_is_nothing():
    assert position_of(at(10) - timedelta(seconds=1), CUT) is None


@pytest.fixture
def opening(db, settings, tmp_path):
    """The opening, recorded from 10:00 to 10:10; something was answered on stage at 10:05."""
    settings.DATA = tmp_path
    world = make_world(stage_access=StageAccess.OPEN)
    publish(world)
    code = world.sessions.get(title__en="Opening").code
    recording = make_recording(world, code, began_at=at(10), room=world.rooms.get())
    folder_of(recording).mkdir(parents=True)
    begins = at(10).timestamp()
    rows = [
        Row(n, 0, "primary", "a", n, f"{n}.m4s", "i.mp4", 2.0, begins + 2 * n, 1)
        for n in range(300)
    ]
    (folder_of(recording) / INDEX).write_text("".join(map(line_of, rows)))
    wish = Ask(code, uuid4(), "When?", is_sure=True)
    apply_one(ask_questions, Intent(world.slug, Participant("ada"), wish), at=at(10, 4))
    question = Question.objects.get()
    put_on_stage(question=question, seen=1, seen_on_stage=None, at=at(10, 5), by=None)
    answer_live(question=question, seen=2, at=at(10, 6), by=None)
    return code


def test_the_list_of_a_session_leads_to_the_answer_in_the_recording(client, opening):
    address = f"/smart-2026/en/library/{opening}/#t=300"
    page = client.get(f"/smart-2026/my/questions/{opening}/?sort=answered&lang=en").text

    assert f'<a href="{address}">5:00 in the recording' in page
    for_the_script = unescape(re.search('replays="([^"]+)"', page)[1])
    assert json.loads(for_the_script) == {"1": {"clock": "5:00", "address": address}}


def test_a_recording_that_visitors_may_not_see_is_not_linked(client, opening):
    Recording.objects.update(state=RecordingState.WITHHELD)

    page = client.get(f"/smart-2026/my/questions/{opening}/?sort=answered&lang=en").text

    assert "answered on stage" in page
    assert "in the recording<" not in page
    assert "replays=" not in page
