# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Places in sessions: no more than there are, none that overlap; the next who waits moves up."""

from datetime import timedelta
from itertools import combinations

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import NOW, at, make_room, make_session, make_user, make_world, publish
from tests.manage.conftest import enter

from konvent.foundation.refusals import RefusedError
from konvent.letters.composing import compose
from konvent.letters.models import Letter
from konvent.people.models import Duty
from konvent.registration.actions import issue_ticket, revoke_ticket
from konvent.registration.actions.leaving import forget_person
from konvent.registration.actions.workshops import (
    change_over,
    end_signing_up,
    give_seat_back,
    set_places,
    take_seat,
)
from konvent.registration.models import Seat, Workshop
from konvent.registration.tickets import COOKIE, Pass, sign
from konvent.registration.workshops import clashes_of, session_of

pytestmark = pytest.mark.django_db

EARLY = NOW - timedelta(hours=2)


@pytest.fixture
def convention():
    """The opening 10:00 to 10:30, the talk 11:00 to 11:45, and a workshop 10:15 to 11:15."""
    convention = make_world()
    lab = make_room(convention, "lab")
    hour = timedelta(hours=1)
    make_session(convention, "Workshop", room=lab, starts_at=at(10, 15), duration=hour)
    publish(convention)
    return convention


@pytest.fixture
def soon(convention):
    """The same, tomorrow by the clock of the machine."""
    for hours, session in enumerate(convention.sessions.order_by("starts_at", "pk")):
        session.starts_at = timezone.now() + timedelta(days=1, hours=hours * 2)
        session.save()
    publish(convention, timezone.now())
    return convention


def offer(convention, title="Opening", places=1):
    code = convention.sessions.get(title__en=title).code
    return set_places(convention=convention, code=code, places=places, by=None, at=EARLY)


def somebody(convention, name="ada"):
    """A ticket that is good by the clock of the machine, which browsers are let in by."""
    email, now = f"{name}@example.org", timezone.now()
    return issue_ticket(convention=convention, email=email, language="en", at=now)


def lists(workshop):
    seats = workshop.seats.order_by("asked_at", "pk").select_related("ticket")
    names = [(seat.ticket.email.partition("@")[0], seat.is_waiting) for seat in seats]
    return [n for n, waits in names if not waits], [n for n, waits in names if waits]


def test_beyond_the_last_place_people_wait_and_move_up_with_a_letter(convention):
    workshop = offer(convention)
    ada, grace, edith = (somebody(convention, name) for name in ("ada", "grace", "edith"))
    for ticket in (ada, grace, edith):
        take_seat(ticket=ticket, workshop=workshop, at=EARLY)
    assert lists(workshop) == (["ada"], ["grace", "edith"])

    give_seat_back(ticket=ada, workshop=workshop, at=EARLY)

    assert lists(workshop) == (["grace"], ["edith"])
    letter = compose(Letter.objects.get(kind="seat"), at=EARLY)
    assert letter.to == ["grace@example.org"]
    assert "a place in “Opening” has become free" in letter.body


def test_two_that_overlap_cannot_be_had(convention):
    ada = somebody(convention)
    take_seat(ticket=ada, workshop=offer(convention, "Workshop"), at=EARLY)

    for title in ("Opening", "Compilers for cities"):
        with pytest.raises(RefusedError, match="you are signed up for “Workshop”"):
            take_seat(ticket=ada, workshop=offer(convention, title), at=EARLY)


@pytest.mark.parametrize("count", [1, 2])
def test_with_more_places_it_is_asked_as_little(convention, django_assert_num_queries, count):
    ada = somebody(convention)
    for title in ("Opening", "Compilers for cities")[:count]:
        take_seat(ticket=ada, workshop=offer(convention, title), at=EARLY)
    between = session_of(offer(convention, "Workshop"))

    with django_assert_num_queries(2):
        assert len(clashes_of(ada, between)) == count


def test_changing_over_gives_back_all_that_is_at_the_same_time(convention):
    ada, grace = somebody(convention), somebody(convention, "grace")
    early, late = offer(convention, "Opening"), offer(convention, "Compilers for cities")
    for workshop in (early, late):
        take_seat(ticket=ada, workshop=workshop, at=EARLY)
    take_seat(ticket=grace, workshop=early, at=EARLY)

    between = offer(convention, "Workshop")
    change_over(ticket=ada, workshop=between, at=EARLY)

    assert [lists(workshop) for workshop in (early, between, late)] == [
        (["grace"], []),
        (["ada"], []),
        ([], []),
    ]
    assert [mark.session_code for mark in ada.bookmarks.all()] == [between.session_code]


def test_who_cannot_change_over_keeps_what_they_have(convention):
    ada, between = somebody(convention), offer(convention, "Workshop")
    take_seat(ticket=ada, workshop=between, at=EARLY)

    with pytest.raises(RefusedError, match="begun"):
        change_over(ticket=ada, workshop=offer(convention), at=at(10, 5))

    assert lists(between) == (["ada"], [])
    assert ada.bookmarks.get().session_code == between.session_code


def test_what_is_cancelled_stands_in_nobodys_way(convention):
    ada = somebody(convention)
    take_seat(ticket=ada, workshop=offer(convention, "Workshop"), at=EARLY)
    convention.sessions.filter(title__en="Workshop").update(is_cancelled=True)
    publish(convention)

    take_seat(ticket=ada, workshop=offer(convention), at=EARLY)

    assert ada.seats.count() == 2


def test_what_is_moved_into_a_clash_is_said_at_both(client, soon):
    ada = somebody(soon)
    for title in ("Opening", "Compilers for cities"):
        take_seat(ticket=ada, workshop=offer(soon, title), at=EARLY)
    opening = soon.sessions.get(title__en="Opening")
    soon.sessions.filter(title__en="Compilers for cities").update(starts_at=opening.starts_at)
    publish(soon, opening.starts_at - timedelta(hours=3))

    client.cookies[COOKIE] = sign("pass", Pass(soon.slug, "t", ada.pk, 2**40))
    page = client.get(f"/{soon.slug}/my/places/?lang=en").content.decode()

    assert page.count("You have signed up for both; please give one back.") == 2


def test_what_has_begun_or_is_gone_takes_nobody(convention):
    workshop = offer(convention)
    with pytest.raises(RefusedError, match="begun"):
        take_seat(ticket=somebody(convention), workshop=workshop, at=at(10))

    convention.sessions.filter(title__en="Opening").update(is_cancelled=True)
    publish(convention)
    with pytest.raises(RefusedError, match="no longer"):
        take_seat(ticket=somebody(convention), workshop=workshop, at=EARLY)


def test_signing_up_twice_is_once_and_it_is_in_the_agenda(convention):
    ada, workshop = somebody(convention), offer(convention)

    first = take_seat(ticket=ada, workshop=workshop, at=EARLY)

    assert take_seat(ticket=ada, workshop=workshop, at=EARLY) == first
    assert ada.bookmarks.get().session_code == workshop.session_code


@pytest.mark.parametrize("how", ["revoked", "deleted"])
def test_who_does_not_come_any_more_leaves_a_free_place(convention, how):
    workshop = offer(convention)
    ada, grace = somebody(convention), somebody(convention, "grace")
    for ticket in (ada, grace):
        take_seat(ticket=ticket, workshop=workshop, at=EARLY)

    if how == "revoked":
        revoke_ticket(ticket=ada, actor=None, at=EARLY)
    else:
        forget_person(convention=convention, ticket=ada, registration=None, at=EARLY)

    assert lists(workshop) == (["grace"], [])
    with pytest.raises(RefusedError, match="not valid any more"):
        take_seat(ticket=ada, workshop=workshop, at=EARLY)  # sent at the same moment


def test_more_places_let_people_move_up_and_none_lets_everybody_in(convention):
    workshop = offer(convention, places=0)
    take_seat(ticket=somebody(convention), workshop=workshop, at=EARLY)

    offer(convention, places=1)
    assert lists(workshop) == (["ada"], [])

    end_signing_up(workshop=workshop, by=None, at=EARLY)
    assert not Seat.objects.exists()


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    deeds=st.lists(
        st.tuples(
            st.sampled_from(["take", "change", "back", "more"]),
            st.integers(0, 3),
            st.integers(0, 2),
        ),
        max_size=14,
    )
)
def test_no_place_is_given_twice_kept_from_who_waits_or_overlaps(convention, deeds):
    Workshop.objects.all().delete()
    titles = ("Opening", "Workshop", "Compilers for cities")
    workshops = [offer(convention, title) for title in titles]
    people = [somebody(convention, f"p{number}") for number in range(4)]

    for deed, who, where in deeds:
        try:
            if deed == "take":
                take_seat(ticket=people[who], workshop=workshops[where], at=EARLY)
            elif deed == "change":
                change_over(ticket=people[who], workshop=workshops[where], at=EARLY)
            elif deed == "back":
                give_seat_back(ticket=people[who], workshop=workshops[where], at=EARLY)
            else:
                offer(convention, titles[where], places=2)
        except RefusedError:
            assert deed == "take"

    for workshop in Workshop.objects.all():
        taken, waiting = lists(workshop)
        assert len(taken) <= workshop.places
        assert not waiting or len(taken) == workshop.places
    overlaps = {frozenset(titles[:2]), frozenset(titles[1:])}
    code_of = {
        workshop.session_code: title for workshop, title in zip(workshops, titles, strict=True)
    }
    for person in people:
        codes = person.seats.values_list("workshop__session_code", flat=True)
        for pair in combinations([code_of[code] for code in codes], 2):
            assert frozenset(pair) not in overlaps


def test_somebody_signs_up_and_gives_back_in_the_browser(client, soon):
    workshop = offer(soon)
    ada = somebody(soon)
    holder = Pass(soon.slug, "t", ada.pk, 2**40)
    address = f"/{soon.slug}/my/places/"
    assert client.get(address).status_code == 302, "without a ticket there is nothing to take"
    client.cookies[COOKIE] = sign("pass", holder)
    assert "1 place is free" in client.get(f"{address}?lang=en").content.decode()

    answer = client.post(f"{address}{workshop.session_code}/?lang=en", {"deed": "take"})
    assert answer.status_code == 302
    assert "You have a place." in client.get(f"{address}?lang=en").content.decode()
    assert "My places in sessions" in client.get(f"/{soon.slug}/my/?lang=en").content.decode()

    client.post(f"{address}{workshop.session_code}/?lang=en", {"deed": "back"})
    assert not Seat.objects.exists()


def test_what_is_refused_is_said_on_the_page(client, convention):
    workshop = offer(convention)
    ada = somebody(convention)
    client.cookies[COOKIE] = sign("pass", Pass(convention.slug, "t", ada.pk, 2**40))

    answer = client.post(f"/{convention.slug}/my/places/{workshop.session_code}/?lang=en")

    assert answer.status_code == 422
    assert "This session has begun already." in answer.content.decode()


def test_organisers_give_places_and_take_the_limit_away(convention):
    desk = enter(make_user("Olga", Duty.ORGANISER, convention, language="en"))
    places = f"/manage/{convention.slug}/registrations/places/"
    code = convention.sessions.get(title__en="Opening").code

    desk.post(f"{places}new/", {"session": code, "places": "12"})
    assert Workshop.objects.get().places == 12
    shown = desk.get(places).content.decode()
    assert "0 of 12" in shown
    assert "Who comes" not in shown
    take_seat(ticket=somebody(convention), workshop=Workshop.objects.get(), at=EARLY)
    assert "<ol><li>ada@example.org</li></ol>" in desk.get(places).content.decode()
    link = f"/{convention.slug}/my/places/?lang=en#{code}"
    session = desk.get(f"/{convention.slug}/en/session/{code}/").content.decode()
    assert link in session

    desk.post(f"{places}{code}/", {"places": "many"})
    assert Workshop.objects.get().places == 12
    desk.post(f"{places}{code}/", {"deed": "end"})
    assert not Workshop.objects.exists()
