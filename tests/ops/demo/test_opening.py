# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The demonstration fills an empty house, keeps what is in it, and is always happening now."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from tests.factories import make_convention

from konvent.audience.models import Floor, Hand, Question
from konvent.audience.queries import figures_of_convention
from konvent.convention.models import Convention, StageAccess
from konvent.ops.demo import opening
from konvent.ops.demo.moving import is_under_way
from konvent.people.models import Role, User
from konvent.people.permissions import may_moderate, may_organise, may_produce
from konvent.programme import queries
from konvent.programme.queries import published_schedule
from konvent.registration.gate import Verdict, read_gate
from konvent.registration.models import Ticket
from konvent.registration.tickets import check

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("filled-demo")]

NOON = datetime(2026, 6, 1, 12, 2, tzinfo=UTC)
SLUG = "sccon-2020"


def prepare(now=NOON):
    return opening.prepare(now=now, tell=lambda _sentence: None)


@pytest.fixture(scope="module")
def filled(django_db_setup, django_db_blocker):
    """The demonstration, filled once for all; what a test changes is undone behind it."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield prepare()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def versions_are_read_anew():
    """The next test's version has the key of one that has been undone."""
    yield
    queries._version.cache_clear()


def test_another_convention_is_left_alone():
    make_convention("autumn-2026")

    with pytest.raises(opening.NotADemoError):
        prepare()

    assert Convention.objects.count() == 1


def test_an_empty_house_is_filled_and_published(filled):
    schedule = published_schedule(SLUG)
    assert (len(schedule.sessions), len(schedule.rooms)) == (66, 3)
    assert schedule.days[0].starts_at == NOON - timedelta(minutes=82)
    convention = Convention.objects.get()
    assert convention.is_current
    assert convention.stage_access == StageAccess.TICKET
    assert "Nachbildung zur Demonstration" in convention.description["de"]


def test_started_again_it_leaves_everything_as_it_is(filled):
    first = filled
    session = Convention.objects.get().sessions.get(code="1P06")
    session.title = {"de": "Umbenannt", "en": "Renamed"}
    session.save()

    second = prepare(NOON + timedelta(hours=3))

    session.refresh_from_db()
    assert session.title["de"] == "Umbenannt"
    assert Convention.objects.get().versions.count() == 1
    assert (Ticket.objects.count(), User.objects.count(), Role.objects.count()) == (7, 3, 3)
    assert second.attendee == first.attendee
    assert (Floor.objects.filter(takes_hands=True).count(), Hand.objects.count()) == (1, 2)


def test_on_the_next_morning_it_is_the_second_day(filled):
    prepare(NOON + timedelta(days=1))

    assert Convention.objects.get().versions.count() == 1
    assert is_under_way(published_schedule(SLUG), NOON + timedelta(days=1))


@pytest.mark.parametrize(
    "later", [timedelta(hours=12), timedelta(days=1, hours=12), timedelta(days=90)]
)
def test_when_nothing_is_on_it_is_moved_to_now_in_a_new_version(filled, later):
    session = Convention.objects.get().sessions.get(code="1P06")
    session.title = {"de": "Umbenannt", "en": "Renamed"}
    session.save()

    prepare(NOON + later)

    schedule = published_schedule(SLUG)
    assert Convention.objects.get().versions.count() == 2
    assert schedule.days[0].starts_at == NOON + later - timedelta(minutes=82)
    assert schedule.session["1P06"].title["de"] == "Umbenannt"


def test_a_clock_set_back_moves_it_back(filled):
    prepare(NOON - timedelta(days=1))

    assert published_schedule(SLUG).days[0].starts_at == NOON - timedelta(days=1, minutes=82)


def test_the_attendees_link_opens_the_door(filled):
    link = filled.attendee

    holder = check("ticket", urlsplit(link).path.rpartition("/")[2])
    assert read_gate().accepts(holder, SLUG, now=NOON.timestamp()) is Verdict.WELCOME


def test_organiser_and_producer_may_do_their_work_and_no_more(filled):
    convention = Convention.objects.get()
    olivia = User.objects.get(email=opening.ORGANISER[1])
    pavel = User.objects.get(email=opening.PRODUCER[1])
    assert (may_organise(olivia, convention), may_produce(olivia, convention)) == (True, True)
    assert (may_organise(pavel, convention), may_produce(pavel, convention)) == (False, True)


def test_the_moderator_finds_questions_in_what_is_on_and_they_say_that_they_are_invented(filled):
    prepare()

    mira = User.objects.get(email=opening.MODERATOR[1])
    convention = Convention.objects.get()
    assert (may_moderate(mira, convention), may_produce(mira, convention)) == (True, False)
    figures = figures_of_convention(SLUG).values()
    assert {tuple(one.values()) for one in figures} == {(6, 1, 0, 2)}
    assert len(figures) >= 3
    names = set(Question.objects.exclude(name="").values_list("name", flat=True))
    assert [name for name in names if "(erfunden)" not in name and "(fictional)" not in name] == []
