# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an organiser looks at before taking it in is theirs for a day; nobody else's file goes."""

import os
import time
from io import BytesIO

import pytest
from tests.factories import make_user, make_world
from tests.manage.conftest import enter

from konvent.config.worker import tidy
from konvent.people.models import Duty
from konvent.programme import uploads
from konvent.programme.formats.json_writer import write_json
from konvent.programme.queries import working_copy
from konvent.registration.models import Registration, RegistrationRules
from konvent.stage.films import waiting_files

pytestmark = pytest.mark.django_db

TABLE = b"Name;E-mail\nGrace;grace@example.org\n"
PEOPLE = "/manage/smart-2026/registrations/import/"
FEED = "/manage/smart-2026/import/"
LAST_WEEK = time.time() - 7 * 24 * 60 * 60


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path
    settings.OUTBOX = tmp_path / "outbox"
    return tmp_path


@pytest.fixture
def convention():
    world = make_world()
    RegistrationRules.objects.create(convention=world)
    return world


@pytest.fixture
def olga(convention):
    return make_user("Olga", Duty.ORGANISER, convention, language="en")


@pytest.fixture
def desk(olga):
    return enter(olga)


def look_at_people(desk):
    """Upload a table of people; return the name under which it is taken in."""
    answer = desk.post(PEOPLE, {"file": named("people.csv", TABLE)})
    return answer.text.partition('name="file" value="')[2].partition('"')[0]


def look_at_programme(desk, convention):
    content = write_json(working_copy(convention), "https://example.org")
    return desk.post(FEED, {"file": named("schedule.json", content)}, follow=True)


def named(name, content):
    file = BytesIO(content if isinstance(content, bytes) else content.encode())
    file.name = name
    return file


def age(*places):
    for place in places:
        os.utime(place, (LAST_WEEK, LAST_WEEK))


def test_the_operators_films_stay_whatever_is_looked_at_and_whenever_they_were_made(
    desk, convention, data
):
    (data / "incoming/raw").mkdir(parents=True)
    (data / "incoming/keynote.mp4").write_bytes(b"a film")
    (data / "incoming" / ("a" * 32)).write_bytes(b"named like one of ours")
    age(*(data / "incoming").iterdir())

    assert look_at_people(desk)
    assert look_at_programme(desk, convention).status_code == 200
    tidy()

    assert {file.name for file in waiting_files()} == {"keynote.mp4", "a" * 32}
    assert (data / "incoming/raw").is_dir()


def test_a_table_that_was_looked_at_and_left_goes_after_a_day(desk, data):
    look_at_people(desk)
    (left,) = (data / "previews").iterdir()
    age(left)
    look_at_people(desk)
    (data / "previews/1.1.note").write_text("somebody else's")
    age(data / "previews/1.1.note")
    assert left.read_bytes() == TABLE

    tidy()

    assert not left.exists()
    assert len(list((data / "previews").iterdir())) == 2


def test_who_has_left_a_table_is_on_no_list_of_films(desk, data):
    (data / "incoming").mkdir()
    (data / "incoming/keynote.mp4").write_bytes(b"a film")

    look_at_people(desk)

    assert [file.name for file in waiting_files()] == ["keynote.mp4"]


def test_a_table_is_taken_in_by_who_uploaded_it_and_where(desk, convention, olga):
    name = look_at_people(desk)
    paul = enter(make_user("Paul", Duty.ORGANISER, convention, language="en"))
    other = make_world(slug="other-2026")
    RegistrationRules.objects.create(convention=other)
    olga.roles.create(convention=other, duty=Duty.ORGANISER)

    strangers = paul.post(f"{PEOPLE}take-in/", {"file": name}, follow=True)
    elsewhere = desk.post(
        "/manage/other-2026/registrations/import/take-in/", {"file": name}, follow=True
    )

    assert "not here any more" in strangers.text
    assert "not here any more" in elsewhere.text
    assert not Registration.objects.exists()
    desk.post(f"{PEOPLE}take-in/", {"file": name})
    assert Registration.objects.get().convention == convention


def test_what_has_served_is_thrown_away_and_no_other_name_finds_anything(convention, olga, data):
    theirs = {"convention": convention, "by": olga}
    name = uploads.keep(TABLE, **theirs)
    assert uploads.look(name, **theirs) == TABLE
    (place,) = (data / "previews").iterdir()

    assert uploads.look(f"../previews/{place.name}", **theirs) is None
    assert uploads.look("a" * 32, **theirs) is None
    uploads.forget(name, **theirs)

    assert not place.exists()
