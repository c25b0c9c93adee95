# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Producers at their desk."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories import (
    NOW,
    at,
    make_convention,
    make_person,
    make_room,
    make_session,
    make_user,
    publish,
)
from tests.manage.conftest import enter

from konvent.foundation.front.live import MOST_TOPICS
from konvent.foundation.media.names import still_name
from konvent.people.models import Duty
from konvent.programme.queries import published_schedule
from konvent.stage.actions import (
    begin_session,
    move_rest,
    note_picture,
    open_srt_source,
    put_on_stage,
)
from konvent.stage.desk import look_at_move
from konvent.stage.models import Channel, Cue
from konvent.stage.queries import media_folder

MINUTES_90 = timedelta(minutes=90)


@pytest.fixture
def paula(convention):
    publish(convention)
    return enter(make_user("Paula", Duty.PRODUCER, convention, language="en"))


STAGE = "stages/smart-plaza/"


def code_of(convention, title):
    return convention.sessions.get(title__en=title).code


@pytest.fixture
def today(convention):
    """The convention's sessions, but today: Opening runs, the talk comes in half an hour."""
    now = timezone.now()
    for title, later in (("Opening", -10), ("Compilers for cities", 30)):
        starts_at = now + timedelta(minutes=later)
        convention.sessions.filter(title__en=title).update(
            starts_at=starts_at, duration=timedelta(minutes=30)
        )
    publish(convention)
    return convention


def test_a_producer_puts_a_session_on_stage_and_takes_it_off(paula, base, convention):
    code = code_of(convention, "Opening")

    said = paula.post(f"{base}{STAGE}", {"deed": f"put:{code}"}, follow=True).text
    assert "“Opening” is on at Smart Plaza now." in said
    assert Channel.objects.get().session_code == code

    paula.post(f"{base}{STAGE}", {"deed": "put:-"})
    assert Channel.objects.get().session_code == ""
    assert Channel.objects.get().mode == "by-hand"

    paula.post(f"{base}{STAGE}", {"deed": "follow"})
    assert Channel.objects.get().mode == "schedule"


def test_from_the_page_of_all_stages_one_comes_back_to_it(paula, base):
    answer = paula.post(f"{base}{STAGE}", {"deed": "put:-", "from": "all"})

    assert answer.url == f"{base}stages/#smart-plaza"


def test_another_session_is_chosen_from_a_list(paula, base, convention):
    code = code_of(convention, "Compilers for cities")

    paula.post(f"{base}{STAGE}", {"deed": "put", "thing": code})

    assert Channel.objects.get().session_code == code


def test_a_session_begins_and_ends_by_hand(paula, base, convention):
    code = code_of(convention, "Opening")
    paula.post(f"{base}{STAGE}", {"deed": "beginning:by-hand"})

    paula.post(f"{base}{STAGE}", {"deed": f"begin:{code}"})
    cue = Cue.objects.get()
    assert (cue.session_code, cue.is_running) == (code, True)

    paula.post(f"{base}{STAGE}", {"deed": "end"})
    assert Cue.objects.get().is_over


def test_a_rehearsal_that_ends_by_hand_says_that_it_stays_withheld(paula, base, today):
    talk = code_of(today, "Compilers for cities")
    paula.post(f"{base}{STAGE}", {"deed": f"begin:{talk}"})

    said = paula.post(f"{base}{STAGE}", {"deed": "end"}, follow=True).text

    assert "has ended. It ended before it was to begin, so it is taken for a rehearsal" in said
    assert " · taken for a rehearsal</p>" in said


def test_the_rest_of_the_day_moves_after_a_look_and_back_again(paula, base, today):
    put_on_stage(room=today.rooms.get(), session=None, at=timezone.now(), by=None)

    look = paula.get(f"{base}{STAGE}?late=7").text
    assert "7 minutes later" in look
    assert "Nothing gets in the way." in look
    assert not Cue.objects.filter(minutes_late=7).exists()

    said = paula.post(f"{base}{STAGE}", {"deed": "move:7"}, follow=True).text
    assert "Smart Plaza is 7 minutes later. Every open page says so." in said
    assert Cue.objects.filter(minutes_late=7).count() == 2
    assert "Take back the last move (7 min)" in said

    paula.post(f"{base}{STAGE}", {"deed": "take-back"})
    assert not Cue.objects.filter(minutes_late__gt=0).exists()


@pytest.mark.parametrize("typed", ["", "0", "later", "181", "-", "99999"])
def test_a_look_at_nonsense_shows_the_desk_as_it_is(paula, base, convention, typed):
    answer = paula.get(f"{base}{STAGE}", {"late": typed})

    assert answer.context["look"] is None


def test_a_look_names_who_is_needed_elsewhere_with_the_delays_of_the_other_stages(convention):
    ada = make_person(convention, "Ada Byron")
    forum = make_room(convention, "forum")
    talk = convention.sessions.get(title__en="Compilers for cities")
    talk.speakers.create(person=ada)
    make_session(convention, "Panel", room=forum, starts_at=at(11, 50), speakers=(ada,))
    publish(convention)
    room, schedule = convention.rooms.get(slug="smart-plaza"), published_schedule("smart-2026")

    close = look_at_move(schedule, room, Cue.objects.all(), 10, NOW)
    move_rest(room=forum, minutes=10, at=NOW, by=None)
    far = look_at_move(schedule, room, Cue.objects.select_related("room"), 10, NOW)

    assert [found.person for found in close.collisions] == ["Ada Byron"]
    assert far.collisions == []


def test_the_desk_shows_planned_expected_and_real_times(paula, base, today):
    room, now = today.rooms.get(), timezone.now()
    opening = today.sessions.get(title__en="Opening")
    begin_session(room=room, session=opening, at=now, by=None)
    move_rest(room=room, minutes=7, at=now, by=None)

    rows = paula.get(f"{base}{STAGE}").context["desk"].rows

    assert [(row.is_on, row.is_late, row.line.minutes_late) for row in rows] == [
        (True, False, 7),
        (False, True, 7),
    ]
    assert rows[0].line.began_at == now


def test_a_source_is_shown_with_its_newest_picture_and_its_troubles(
    paula, base, today, settings, tmp_path
):
    settings.DATA = tmp_path
    room, now = today.rooms.get(), timezone.now()
    open_srt_source(room=room, role="primary", at=now, by=None)
    health = {"primary": {"state": "live", "troubles": {"silence": now.isoformat()}}}
    note_picture(room=room, on_air="primary", troubles={}, health=health, at=now)
    folder = media_folder("smart-2026", "smart-plaza")
    folder.mkdir(parents=True)
    (folder / still_name("primary")).write_bytes(b"a small picture")

    page = paula.get(f"{base}{STAGE}").text
    still = paula.get(f"{base}{STAGE}primary.jpg")

    assert f'src="{base}{STAGE}primary.jpg"' in page
    assert "Nothing is to be heard." in page
    assert (still.content, still["Cache-Control"]) == (b"a small picture", "no-store")


@pytest.mark.parametrize("role", ["primary", "backup", "slate", "levels"])
def test_there_is_no_picture_of_what_does_not_deliver(paula, base, role):
    assert paula.get(f"{base}{STAGE}{role}.jpg").status_code == 404


def test_a_source_is_held_and_let_go(paula, base, convention):
    open_srt_source(room=convention.rooms.get(), role="primary", at=NOW, by=None)

    paula.post(f"{base}{STAGE}", {"deed": "hold:slate"})
    assert Channel.objects.get().held_source == "slate"

    paula.post(f"{base}{STAGE}", {"deed": "release"})
    assert Channel.objects.get().held_source == ""


def test_on_the_page_of_all_stages_what_a_stage_can_show_is_held_and_let_go(
    paula, base, convention
):
    assert "hold:" not in paula.get(f"{base}stages/").text
    open_srt_source(room=convention.rooms.get(), role="primary", at=NOW, by=None)

    page = paula.get(f"{base}stages/").text
    assert re.findall(r'value="(hold:\w+)" aria-pressed="false"', page) == [
        "hold:primary",
        "hold:slate",
    ]
    deed = {"deed": "hold:slate", "from": "all"}
    page = paula.post(f"{base}{STAGE}", deed, follow=True).text

    assert re.findall(r'value="(\S+)" aria-pressed="true"', page) == ["release"]


def test_the_log_of_a_stage_is_its_own(paula, base, convention):
    forum = make_room(convention, "forum")
    publish(convention)
    for room in (forum, convention.rooms.get(slug="smart-plaza")):
        put_on_stage(room=room, session=None, at=NOW, by=None)

    log = paula.get(f"{base}{STAGE}").context["log"]

    assert [line.entry.thing_name for line in log] == ["Smart Plaza"]


def test_the_log_says_what_was_wrong_and_from_when_until_when(paula, base, convention):
    room = convention.rooms.get()
    open_srt_source(room=room, role="primary", at=NOW - timedelta(hours=1), by=None)
    for minute, codes in ((0, ["silence"]), (5, []), (7, ["black-picture"])):
        health = {"primary": {"state": "live", "troubles": dict.fromkeys(codes, NOW.isoformat())}}
        moment = NOW + timedelta(minutes=minute)
        note_picture(room=room, on_air="primary", troubles={}, health=health, at=moment)

    answer = paula.get(f"{base}{STAGE}")

    log = answer.text.partition('data-fresh="log"')[2]
    lines = [
        line.past.code if line.past else line.airing.source if line.airing else line.entry.verb
        for line in answer.context["log"]
    ]
    assert lines == ["black-picture", "silence", "primary", "open source"]
    assert (
        log.index("still so")
        < log.index("The picture is black.")
        < log.index("Nothing is to be heard.")
    )


def test_the_desk_names_the_addresses_of_the_overlays_in_every_language(paula, base):
    page = paula.get(f"{base}{STAGE}").text

    for language in ("de", "en"):
        assert f"/smart-2026/{language}/overlay/smart-plaza/speakers/" in page


def test_the_setting_of_a_stage_is_shown(paula, base, convention):
    paula.post(f"{base}{STAGE}", {"deed": "beginning:by-hand"})

    assert paula.get(f"{base}{STAGE}").context["desk"].begins_by_hand


@pytest.mark.parametrize(
    "deed", ["", "burn", "put:NOBODY", "put", "begin:NOBODY", "beginning:never"]
)
def test_deeds_that_do_not_exist_are_not_found(paula, base, deed):
    assert paula.post(f"{base}{STAGE}", {"deed": deed}).status_code == 404


def test_a_stage_that_does_not_exist_has_no_desk(paula, base):
    assert paula.get(f"{base}stages/attic/").status_code == 404


def test_a_session_of_another_convention_is_not_there(paula, base):
    other = make_convention("other-2026")
    session = other.sessions.create(code="FOREIGN", slug="f", title={"en": "Foreign"})

    answer = paula.post(f"{base}{STAGE}", {"deed": f"put:{session.code}"})

    assert answer.status_code == 404


@pytest.mark.parametrize("deed", ["put", "begin"])
def test_a_refusal_is_said_in_words(paula, base, convention, deed):
    convention.sessions.filter(title__en="Opening").update(is_cancelled=True)
    code = code_of(convention, "Opening")

    answer = paula.post(f"{base}{STAGE}", {"deed": f"{deed}:{code}"}, follow=True)

    assert "This session is cancelled." in answer.text


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [("stages/", 12), (STAGE, 14)])
def test_more_stages_cost_no_more_queries(
    paula, base, convention, count, page, queries, django_assert_num_queries
):
    for number in range(count):
        make_room(convention, f"stage-{number}")
    publish(convention)
    paula.get(f"{base}{page}")

    with django_assert_num_queries(queries):
        paula.get(f"{base}{page}")


@pytest.mark.parametrize("count", [1, 15, 16, 99])
def test_the_page_of_all_stages_never_watches_more_than_a_page_may(paula, base, convention, count):
    for number in range(count):
        make_room(convention, f"stage-{number}")
    publish(convention)

    page = paula.get(f"{base}stages/").text

    watched = page.partition('topics="')[2].partition('"')[0].split()
    numbers = page.count("<konvent-numbers")
    meters = count + 1 if numbers else 0  # when every encoder delivers
    assert len(watched) + 2 * numbers + meters <= MOST_TOPICS
    assert all(f"stage/stage-{number}/now" in watched for number in range(count))
