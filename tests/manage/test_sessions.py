# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisers edit sessions: nothing typed is lost, nothing is done twice, conflicts are shown."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.factories import (
    at,
    make_convention,
    make_person,
    make_room,
    make_session,
    make_user,
    publish,
)
from tests.manage.forms import fields_of

from konvent.foundation.models import AuditEntry
from konvent.programme.actions.sessions import change_session
from konvent.programme.models import Session

MINUTES_45 = timedelta(minutes=45)


@pytest.fixture
def opening(convention):
    return convention.sessions.get(title__en="Opening")


@pytest.fixture
def here(convention, opening):
    return f"/manage/{convention.slug}/sessions/{opening.code}/"


def typed(desk, here, **changes):
    return fields_of(desk.get(here).text) | changes


def test_what_is_changed_is_saved_and_the_rest_stays(desk, here, opening):
    desk.post(here, typed(desk, here, title_en="Grand opening", minutes="45"))

    opening.refresh_from_db()
    assert opening.title == {"de": "Opening", "en": "Grand opening"}
    assert opening.duration == MINUTES_45
    assert opening.starts_at == at(10)
    assert [str(speaker) for speaker in opening.speakers.all()] == ["Ada Lovelace (Speaker)"]


def test_saving_nothing_new_changes_nothing_and_is_not_logged(desk, here, opening):
    desk.post(here, typed(desk, here))

    assert list(AuditEntry.objects.filter(thing="session")) == []


def test_times_are_those_of_the_convention(desk, here, convention, opening):
    convention.timezone = "Asia/Tokyo"
    convention.save()

    page = desk.get(here).text
    desk.post(here, typed(desk, here, starts_at="2026-10-27T20:30"))

    assert 'value="2026-10-27T18:00"' in page
    opening.refresh_from_db()
    assert opening.starts_at == at(20, 30, zone="Asia/Tokyo")


def test_an_hour_that_the_clock_skips_is_not_taken(desk, here):
    answer = desk.post(here, typed(desk, here, starts_at="2026-03-29T02:30"))

    assert answer.status_code == 422
    assert "Europe/Berlin" in answer.text


def test_a_mistake_is_said_beside_the_field_and_on_top_and_nothing_typed_is_lost(
    desk, here, opening
):
    answer = desk.post(
        here, typed(desk, here, title_de="", title_en="", abstract_en="Worth keeping", minutes="-5")
    )

    assert answer.status_code == 422
    assert "2 things are not right yet" in answer.text
    assert '<a href="#id_minutes">' in answer.text
    assert 'id="id_minutes_error"' in answer.text
    assert "Worth keeping" in answer.text
    opening.refresh_from_db()
    assert opening.title == {"de": "Opening", "en": "Opening"}


def test_a_conflict_is_shown_where_it_was_made_and_does_not_prevent_saving(
    desk, here, convention, opening
):
    answer = desk.post(here, typed(desk, here, starts_at="2026-10-27T11:15"), follow=True)

    opening.refresh_from_db()
    assert opening.starts_at == at(11, 15)
    assert "This collides" in answer.text
    assert "Smart Plaza is needed twice at once: “Opening” (Tue 27 Oct, 11:15–11:45)" in answer.text  # noqa: RUF001 -- a dash between hours
    overview = desk.get(f"/manage/{convention.slug}/").text
    assert "Smart Plaza is needed twice at once" in overview
    narrowed = desk.get(f"/manage/{convention.slug}/sessions/?state=conflict").text
    assert "2 sessions" in narrowed


def test_speakers_are_chosen_by_name_with_a_role_and_in_order(desk, here, convention, opening):
    grace = convention.people.get(name="Grace Hopper")
    ada = convention.people.get(name="Ada Lovelace")

    desk.post(
        here,
        typed(
            desk,
            here,
            cast=[f"Grace Hopper · {grace.code}", "ada lovelace", ""],
            cast_role=["moderator", "host", "speaker"],
        ),
    )

    cast = opening.speakers.order_by("position").values_list("person", "role")
    assert list(cast) == [(grace.pk, "moderator"), (ada.pk, "host")]


def test_a_name_nobody_has_is_said_and_kept(desk, here, opening):
    answer = desk.post(here, typed(desk, here, cast=["Alan Turing"], cast_role=["speaker"]))

    assert "“Alan Turing” is not in the list yet." in answer.text
    assert 'value="Alan Turing"' in answer.text
    assert [str(speaker.person) for speaker in opening.speakers.all()] == ["Ada Lovelace"]


def test_a_name_that_two_have_asks_which_one(desk, here, convention):
    make_person(convention, "Ada Lovelace")

    answer = desk.post(here, typed(desk, here, cast=["Ada Lovelace"], cast_role=["speaker"]))

    assert "“Ada Lovelace” is the name of several." in answer.text


def test_speakers_of_another_convention_are_not_offered(desk, here, db):
    make_person(make_convention("other-2026"), "Eve Elsewhere")

    assert "Eve Elsewhere" not in desk.get(here).text


def test_of_two_who_edit_at_once_the_second_is_told_what_the_first_changed(
    desk, here, convention, opening
):
    mine = typed(desk, here, title_en="My title")
    change_session(
        session=opening,
        values={"title": {"de": "Ihr Titel", "en": "Her title"}},
        cast=[(speaker.person, speaker.role) for speaker in opening.speakers.all()],
        actor=make_user("Katherine Johnson"),
        at=timezone.now(),
    )

    told = desk.post(here, mine)

    assert told.status_code == 422
    assert "While you were editing, this was changed by somebody else." in told.text
    assert "Katherine Johnson" in told.text
    assert "Her title" in told.text
    assert 'value="My title"' in told.text
    opening.refresh_from_db()
    assert opening.title["en"] == "Her title"

    desk.post(here, fields_of(told.text))

    opening.refresh_from_db()
    assert opening.title["en"] == "My title"


def test_a_changed_list_of_speakers_is_noticed_too(desk, here, convention, opening):
    mine = typed(desk, here, title_en="My title")
    change_session(session=opening, values={}, cast=[], actor=None, at=timezone.now())

    assert desk.post(here, mine).status_code == 422


def test_sending_a_new_session_twice_adds_it_once(desk, convention):
    address = f"/manage/{convention.slug}/sessions/add/"
    form = typed(desk, address, title_en="Panel of cities", kind="panel", minutes="60")

    answers = [desk.post(address, form) for _ in range(2)]

    session = Session.objects.get(title__en="Panel of cities")
    assert [answer["Location"] for answer in answers] == [
        f"/manage/{convention.slug}/sessions/{session.code}/"
    ] * 2
    assert re.fullmatch(r"[A-Z0-9]{6}", session.code)


def test_removing_asks_first_and_says_what_goes_with_it(desk, here, convention, opening):
    publish(convention)

    page = desk.get(f"{here}remove/").text
    assert "1 appearance; the person stays" in page
    assert "Visitors know this session" in page
    assert Session.objects.filter(pk=opening.pk).exists()

    desk.post(f"{here}remove/")
    assert not Session.objects.filter(pk=opening.pk).exists()
    assert desk.post(f"{here}remove/").status_code == 404


def test_every_change_is_in_the_log_with_before_and_after(desk, here, convention, opening):
    forum = make_room(convention, "digital-forum")
    desk.post(here, typed(desk, here, title_en="Grand opening", room=str(forum.pk), cast=[]))

    (entry,) = AuditEntry.objects.filter(thing="session")
    assert (entry.actor_name, entry.verb, entry.convention) == (
        "Grace Hopper",
        "change",
        convention.slug,
    )
    assert entry.thing_name in {"Opening", "Grand opening"}
    assert entry.changes == {
        "title": [
            {"de": "Opening", "en": "Opening"},
            {"de": "Opening", "en": "Grand opening"},
        ],
        "room": ["Smart Plaza", "Digital Forum"],
        "speakers": [["Ada Lovelace (Speaker)"], []],
    }
    log = desk.get(f"/manage/{convention.slug}/log/?what=change&thing=session&who=grace").text
    assert "<dt>Title (English)</dt>" in log
    assert "<del>Smart Plaza</del>" in log
    assert "Nothing of this kind" in desk.get(f"/manage/{convention.slug}/log/?q=keynote").text


def test_the_list_is_narrowed_by_words_in_titles_and_names(desk, convention):
    make_session(convention, "Über Straßen", starts_at=None)
    found = {
        words: re.findall(
            r"(\d+) sessions?", desk.get(f"/manage/{convention.slug}/sessions/", {"q": words}).text
        )[0]
        for words in ("", "compilers", "HOPPER", "über strassen", "nothing")
    }

    assert found == {"": "3", "compilers": "1", "HOPPER": "1", "über strassen": "1", "nothing": "0"}


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("?state=homeless", ["Later"]),
        ("?room=-", ["Later"]),
        ("?room=smart-plaza", ["Opening", "Compilers for cities"]),
        ("?day=2026-10-27", ["Opening", "Compilers for cities"]),
        ("?day=2026-10-28", []),
        ("?kind=keynote", ["Later"]),
        ("?state=cancelled", []),
    ],
)
def test_the_list_is_narrowed_by_slot_and_state(desk, convention, query, titles):
    make_session(convention, "Later", kind="keynote")

    page = desk.get(f"/manage/{convention.slug}/sessions/{query}").text

    assert re.findall(r'<th scope="row"><a [^>]*>([^<]*)</a>', page) == titles


@pytest.mark.parametrize("count", [1, 3])
def test_a_long_list_asks_the_database_no_more_than_a_short_one(
    desk, convention, count, django_assert_num_queries
):
    ada = convention.people.get(name="Ada Lovelace")
    for number in range(count):
        make_session(convention, f"Session {number}", starts_at=at(12 + number), speakers=(ada,))

    with django_assert_num_queries(11):
        desk.get(f"/manage/{convention.slug}/sessions/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_session_with_many_speakers_asks_the_database_no_more(
    desk, convention, opening, here, count, django_assert_num_queries
):
    people = [make_person(convention, f"Person {number}") for number in range(count)]
    change_session(
        session=opening,
        values={},
        cast=[(person, "speaker") for person in people],
        actor=None,
        at=timezone.now(),
    )

    with django_assert_num_queries(23):
        desk.get(here)
