# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisers say how many people the stages hold."""

import pytest

from konvent.convention.events import ENTRANCES
from konvent.registration.gate import read_gate
from konvent.registration.house import Holds


@pytest.fixture
def page(base):
    return f"{base}doors/"


def said(people, **more):
    return {"people": people, "per_second": "20", "puts_aside": "0", **more}


def holds(convention):
    return read_gate().entrances[convention.slug].holds


def test_nobody_waits_until_somebody_says_so(desk, page, convention):
    assert 'name="people"' in desk.get(page).text
    assert holds(convention) is None


def test_what_is_said_holds_at_once_and_is_in_the_log(
    desk, page, base, convention, heard, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(page, said("500"))

    assert holds(convention) == Holds(500, 20)
    assert ENTRANCES in heard
    assert "Doors" in desk.get(f"{base}log/").text


def test_an_empty_field_opens_the_house_again(desk, page, convention):
    desk.post(page, said("500"))

    desk.post(page, said(""))

    assert holds(convention) is None


@pytest.mark.parametrize("people", ["0", "-1", "many", "1000001"])
def test_nonsense_is_kept_and_refused(desk, page, convention, people):
    answer = desk.post(page, said(people))

    assert answer.status_code == 422
    assert f'value="{people}"' in answer.text
    assert holds(convention) is None


def test_two_organisers_do_not_overwrite_each_other(desk, page, convention):
    desk.post(page, said("500"))
    state = desk.get(page).context["state"]
    desk.post(page, said("400", state=state))

    answer = desk.post(page, said("300", state=state))

    assert answer.status_code == 422
    assert holds(convention) == Holds(400, 20)


def test_what_is_put_aside_by_hand_reaches_the_gate(desk, page, convention):
    desk.post(page, said("", puts_aside="2"))

    assert read_gate().entrances[convention.slug].puts_aside == 2
