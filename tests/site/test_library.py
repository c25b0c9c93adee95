# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The library: what can be seen again, and what is not to be seen any more."""

from __future__ import annotations

import re
from datetime import timedelta

import brotli
import pytest
from tests.factories import (
    NOW,
    at,
    make_person,
    make_recording,
    make_session,
    make_track,
    make_world,
    publish,
    text,
)

from konvent.library.models import Recording, RecordingState
from konvent.programme.queries import published_schedule
from konvent.site.related import related

pytestmark = pytest.mark.django_db

LINES = "WEBVTT\n\n00:01.000 --> 00:04.000\n<v Grace>Hello & <i>welcome</i>\n"


@pytest.fixture
def world():
    """Ada's opening and Grace's talk, each with its recording; the opening has captions."""
    world = make_world()
    publish(world)
    for session in world.sessions.order_by("starts_at"):
        make_recording(world, session.code, began_at=session.starts_at, room=session.room)
    opening = Recording.objects.order_by("began_at").first()
    opening.captions.create(language="en", content=LINES)
    opening.chapters.create(position=60, title=text("Fragen", "Questions"))
    return world


def codes(world):
    return list(world.sessions.order_by("starts_at").values_list("code", flat=True))


def page(client, path):
    return client.get(f"/smart-2026/{path}").content.decode()


def listed(html):
    return re.findall(r'<li class="recording[^>]* data-code="(\w+)"', html)


def withhold(code):
    Recording.objects.filter(session_code=code).update(state=RecordingState.WITHHELD)


def test_the_newest_recording_comes_first(client, world):
    assert listed(page(client, "en/library/")) == codes(world)[::-1]


def test_an_empty_library_says_when_there_will_be_something(client):
    publish(make_world())

    assert "as soon as the first session is over" in page(client, "en/library/")


def test_what_is_withheld_is_nowhere(client, world):
    opening, talk = codes(world)
    ada = world.people.get(name="Ada Lovelace")
    places = ("en/", "en/library/", f"en/speaker/{ada.code}/", f"en/library/{talk}/")
    assert all(f"library/{opening}/" in page(client, place) for place in places[:3])
    assert "Watch the recording" in page(client, f"en/session/{opening}/")

    withhold(opening)

    assert not any(f"library/{opening}/" in page(client, place) for place in places)
    assert "Watch the recording" not in page(client, f"en/session/{opening}/")


def test_the_page_of_what_is_gone_says_so(client, world):
    opening, talk = codes(world)
    withhold(opening)
    Recording.objects.filter(session_code=talk).delete()
    quiet = make_session(world, "Off the record", do_not_record=True)
    publish(world)

    for code, sentence in (
        (opening, "There is no recording of this session: not yet, or not any more."),
        (talk, "There is no recording of this session: not yet, or not any more."),
        (quiet.code, "This session is not recorded."),
        ("NEVER", "This session is not, or no longer, in the programme."),
    ):
        answer = client.get(f"/smart-2026/en/library/{code}/")
        assert answer.status_code == 404
        assert sentence in answer.content.decode()


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=compilers", [1]),
        ("q=lovelace", [0]),
        ("captions=1", [0]),
        ("sign=1", []),
        ("day=2026-10-27", [1, 0]),
        ("day=2026-10-28", []),
        ("stage=smart-plaza&q=opening", [0]),
        ("", [1, 0]),
    ],
)
def test_search_without_a_script(client, world, asked, found):
    html = page(client, f"my/library/?lang=en&{asked}")

    assert listed(html) == [codes(world)[place] for place in found]
    if asked:
        assert f"{len(found)} of 2 recordings" in html


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [
        ("q=farewell", True),
        ("q=Abschied", True),
        ("q=compilers", False),
        ("day=2026-10-27", True),
        ("day=2026-10-28", False),
        ("captions=1", True),
        ("sign=1", True),
        ("stage=smart-plaza", True),
        ("stage=forum", False),
        ("track=data", False),
    ],
)
def test_what_left_the_programme_is_still_found(client, world, asked, is_found):
    gone = make_recording(
        world, "GONE", title=text("Abschied", "Farewell"), room=world.rooms.get(), began_at=NOW
    )
    gone.captions.create(language="en", content=LINES)
    gone.companions.create(kind="sign", is_ready=True)

    assert ("GONE" in listed(page(client, f"my/library/?lang=en&{asked}"))) is is_found


def test_the_recording_brings_what_its_player_needs(client, world):
    opening = codes(world)[0]
    recording = Recording.objects.get(session_code=opening)
    recording.companions.create(kind="sign", pieces=[[5.0, 0.0, 60.0]], is_ready=True)
    recording.companions.create(kind="translation", language="en", is_ready=False)

    html = page(client, f"de/library/{opening}/")

    assert f'src="{recording.address}master.m3u8"' in html
    assert f'src="/smart-2026/public/recording/{opening}/captions.en.vtt"' in html
    assert f'src="/smart-2026/public/recording/{opening}/chapters.de.vtt"' in html
    assert 'data-pieces="[[5.0, 0.0, 60.0]]"' in html
    assert "Verdolmetschung" not in html
    assert '<a href="#t=60"><time>1:00</time> Fragen</a>' in html


def test_the_transcript_can_be_read_without_a_script(client, world):
    html = page(client, f"de/library/{codes(world)[0]}/")

    line = '<li data-starts="1"><a href="#t=1"><time>0:01</time> <span>Grace: Hello &amp; welcome'
    assert line in html
    assert '<section data-language="en" lang="en">' in html


def test_related_sessions_share_people_first_then_track_then_words(world):
    track, ada = make_track(world, "data"), world.people.get(name="Ada Lovelace")
    one = make_session(
        world, "Registers for cities", starts_at=at(12), track=track, speakers=(ada,)
    )
    same_track = make_session(world, "Something else", starts_at=at(13), track=track)
    same_person = make_session(world, "Quite another", starts_at=at(14), speakers=(ada,))
    same_words = make_session(world, "Registers, again", starts_at=at(15))
    nothing = make_session(world, "Lunch talk", speakers=(make_person(world, "Zoe"),))
    publish(world)
    schedule = published_schedule(world.slug)
    others = [s.code for s in (nothing, same_words, same_track, same_person, one)]

    found = related(schedule, schedule.session[one.code], others)

    assert found[0].code == same_person.code
    assert {session.code for session in found} == {
        same_person.code,
        same_track.code,
        same_words.code,
    }


def test_a_thousand_recordings_stay_light(client):
    world = make_world()
    room = world.rooms.get()
    for number in range(60):
        start = at(9) + timedelta(minutes=10 * number)
        people = (make_person(world, f"Person Number {number}"),)
        make_session(
            world,
            f"Administration, part {number}: what {number * 7919 % 977} people said",
            room=room,
            starts_at=start,
            speakers=people,
            code=f"N{number}",
        )
    publish(world)
    for number in range(60):
        make_recording(
            world, f"N{number}", began_at=NOW + timedelta(minutes=number), has_preview=True
        )
    alone = len(brotli.compress(page(client, "en/imprint/").encode(), quality=9))

    body = client.get("/smart-2026/en/library/").content
    each = (len(brotli.compress(body, quality=9)) - alone) / 60

    assert each * 773 < 80_000
