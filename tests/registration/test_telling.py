# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Everybody is reminded once; only those whose sessions change are written to, and once."""

from datetime import timedelta

import pytest
from tests.factories import NOW, at, make_user, make_world, publish
from tests.manage.conftest import enter

from konvent.letters.composing import compose
from konvent.letters.models import Letter
from konvent.people.models import Duty
from konvent.registration.actions import issue_ticket, keep_bookmark, revoke_ticket
from konvent.registration.actions import telling as actions
from konvent.registration.actions.telling import QUIET, change_telling, remind, tell_changes
from konvent.registration.models import Telling

pytestmark = pytest.mark.django_db

ON = {"reminds": True, "tells_changes": True}
YESTERDAY = NOW - timedelta(hours=20)
LATER = YESTERDAY + QUIET


@pytest.fixture
def convention():
    convention = make_world()
    publish(convention, YESTERDAY - timedelta(days=9))
    return convention


@pytest.fixture
def people(convention):
    """Ada keeps the opening, Grace the talk, Edith has no address."""
    ada, grace, edith = (
        issue_ticket(convention=convention, email=email, name=name, language="en", at=YESTERDAY)
        for name, email in (("Ada", "ada@example.org"), ("Grace", "grace@example.org"), ("E", ""))
    )
    opening, talk = convention.sessions.order_by("starts_at")
    keep_bookmark(ticket=ada, codes=[opening.code])
    keep_bookmark(ticket=grace, codes=[talk.code])
    return {"ada": ada, "grace": grace, "edith": edith, "opening": opening, "talk": talk}


def switch_on(convention, **values):
    change_telling(convention=convention, values={**ON, **values}, by=None, at=YESTERDAY)


def written(when=LATER):
    return [compose(letter, at=when) for letter in Letter.objects.order_by("pk")]


def move(session, hour):
    session.starts_at = at(hour)
    session.save()


def test_everybody_with_an_address_is_reminded_once_in_portions(convention, people, monkeypatch):
    monkeypatch.setattr(actions, "PORTION", 1)
    switch_on(convention)

    for hours in (0, 1):
        remind(at=YESTERDAY + timedelta(hours=hours))

    letters = written()
    assert [letter.to for letter in letters] == [["ada@example.org"], ["grace@example.org"]]
    assert letters[0].subject == "Tomorrow: Smart Convention 2026"
    assert f"/{convention.slug}/ticket/" in letters[0].body


@pytest.mark.parametrize(("hours", "day"), [(0, "Tomorrow"), (16, "Today")])
def test_a_letter_that_leaves_after_midnight_says_today(convention, people, hours, day):
    switch_on(convention)
    remind(at=YESTERDAY)

    letter = written(YESTERDAY + timedelta(hours=hours))[0]

    assert letter.subject == f"{day}: Smart Convention 2026"


def test_a_letter_says_a_moment_as_a_german_sentence_does(convention, people):
    people["ada"].language = "de"
    people["ada"].save()
    switch_on(convention)
    remind(at=YESTERDAY)

    assert "beginnt: 27. Oktober 2026, 09:00 Uhr." in written()[0].body


def test_a_crash_half_way_brings_nobody_two_letters(convention, people):
    switch_on(convention)
    remind(at=YESTERDAY)
    Telling.objects.update(reminded_of=None)

    remind(at=YESTERDAY)

    assert Letter.objects.count() == 2


@pytest.mark.parametrize("moment", [YESTERDAY - timedelta(hours=10), NOW])
def test_nobody_is_reminded_too_early_or_when_it_has_begun(convention, people, moment):
    switch_on(convention)

    remind(at=moment)

    assert not Letter.objects.exists()


def test_nobody_is_written_to_unless_somebody_switches_it_on(convention, people):
    remind(at=YESTERDAY)
    switch_on(convention, reminds=False, tells_changes=False)
    move(people["opening"], 12)
    publish(convention, YESTERDAY)
    remind(at=YESTERDAY)
    tell_changes(at=LATER)

    assert not Letter.objects.exists()


def test_only_who_keeps_a_session_hears_that_it_moved(convention, people):
    switch_on(convention)
    move(people["opening"], 12)
    publish(convention, YESTERDAY)

    for _time in range(2):
        tell_changes(at=LATER)

    (letter,) = written()
    assert letter.to == ["ada@example.org"]
    assert "Opening" in letter.body
    assert "12:00" in letter.body


def test_who_publishes_several_times_in_a_row_is_written_about_once(convention, people):
    switch_on(convention)
    for minute, hour in enumerate((12, 13, 14)):
        move(people["opening"], hour)
        publish(convention, YESTERDAY + timedelta(minutes=minute))
        tell_changes(at=YESTERDAY + timedelta(minutes=minute))

    tell_changes(at=LATER + timedelta(minutes=2))

    (letter,) = written(LATER + timedelta(minutes=2))
    assert "14:00" in letter.body
    assert "12:00" not in letter.body


def test_what_nobody_keeps_or_is_only_spelt_otherwise_brings_no_letter(convention, people):
    switch_on(convention)
    people["talk"].title = {"de": "Compiler", "en": "On compilers"}
    people["talk"].save()
    publish(convention, YESTERDAY)

    tell_changes(at=LATER)

    assert not Letter.objects.exists()


def test_a_ticket_revoked_meanwhile_gets_none(convention, people):
    switch_on(convention)
    people["opening"].is_cancelled = True
    people["opening"].save()
    publish(convention, YESTERDAY)
    tell_changes(at=LATER)
    revoke_ticket(ticket=people["ada"], actor=None, at=LATER)

    assert written() == [None]


def test_organisers_switch_it_on(convention):
    desk = enter(make_user("Olga", Duty.ORGANISER, convention, language="en"))
    setup = f"/manage/{convention.slug}/registrations/setup/"

    assert "checked" not in desk.get(f"{setup}telling/").content.decode(), "nobody is told yet"
    answer = desk.post(f"{setup}telling/", {"reminds": "on"})

    assert answer.status_code == 302
    assert Telling.objects.get().told_version == 1
    shown = desk.get(setup).content.decode()
    assert "Everybody with a ticket is reminded the day before." in shown
    assert "Nobody is told when a session changes." in shown
