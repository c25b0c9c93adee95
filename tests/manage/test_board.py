# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Producers say what is on stage."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories import (
    make_convention,
    make_room,
    make_user,
    publish,
)
from tests.manage.conftest import enter

from konvent.people.models import Duty
from konvent.stage.actions import put_on_stage
from konvent.stage.models import Channel

MINUTES_90 = timedelta(minutes=90)


@pytest.fixture
def paula(convention):
    publish(convention)
    return enter(make_user("Paula", Duty.PRODUCER, convention, language="en"))


def test_a_producer_puts_a_session_on_stage_and_takes_it_off(paula, base, convention):
    code = convention.sessions.get(title__en="Opening").code
    stage = f"{base}stages/smart-plaza/"

    said = paula.post(stage, {"session": code}, follow=True).text
    assert "“Opening” is on at Smart Plaza now." in said
    assert Channel.objects.get().session_code == code

    paula.post(stage, {"session": "-"})
    assert Channel.objects.get().session_code == ""
    assert Channel.objects.get().mode == "by-hand"

    paula.post(stage)
    assert Channel.objects.get().mode == "schedule"


def test_the_board_shows_who_decides(paula, base, convention):
    room = convention.rooms.get()
    opening = convention.sessions.get(title__en="Opening")
    put_on_stage(room=room, session=opening, at=timezone.now(), by=None)

    page = paula.get(f"{base}stages/").text

    assert re.search(r"<span data-by-schedule hidden>", page)
    assert re.search(r"<span data-by-hand>", page)
    assert re.search(rf'data-code="{opening.code}" data-on', page)


def test_a_session_of_another_convention_is_not_there(paula, base):
    other = make_convention("other-2026")
    session = other.sessions.create(code="FOREIGN", slug="f", title={"en": "Foreign"})

    answer = paula.post(f"{base}stages/smart-plaza/", {"session": session.code})

    assert answer.status_code == 404


def test_a_refusal_is_said_in_words(paula, base, convention):
    convention.sessions.filter(title__en="Opening").update(is_cancelled=True)
    code = convention.sessions.get(title__en="Opening").code

    answer = paula.post(f"{base}stages/smart-plaza/", {"session": code}, follow=True)

    assert "This session is cancelled." in answer.text


@pytest.mark.parametrize("count", [1, 3])
def test_more_stages_cost_no_more_queries(
    paula, base, convention, count, django_assert_num_queries
):
    for number in range(count):
        make_room(convention, f"stage-{number}")
    publish(convention)
    paula.get(f"{base}stages/")

    with django_assert_num_queries(9):
        paula.get(f"{base}stages/")


def test_what_is_over_stands_apart_but_can_be_put_on_again(paula, base, convention):
    convention.sessions.filter(title__en="Opening").update(starts_at=timezone.now() - MINUTES_90)
    publish(convention)

    board = paula.get(f"{base}stages/").context["stages"][0]

    assert [str(session.title) for session in board.earlier] == ["Opening"]
