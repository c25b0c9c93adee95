# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about the convention itself: facts, look, days, log."""

import io
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image
from tests.factories import (
    at,
    make_convention,
    make_user,
)
from tests.manage.conftest import enter
from tests.manage.forms import fill

from konvent.convention.models import Convention
from konvent.foundation.models import AuditEntry
from konvent.people.models import Duty


def picture(kind="PNG", size=(1000, 500), mode="RGB", **options):
    content = io.BytesIO()
    Image.new(mode, size, "teal").save(content, kind, **options)
    return content.getvalue()


def upload(content, name="logo.png"):
    return SimpleUploadedFile(name, content, "image/png")


def test_a_new_title_is_announced_and_logged(
    desk, base, convention, django_capture_on_commit_callbacks, heard
):
    with django_capture_on_commit_callbacks(execute=True):
        fill(desk, f"{base}facts/", title_de="Neuer Titel", languages=["de", "en"])

    convention.refresh_from_db()
    assert convention.title["de"] == "Neuer Titel"
    assert f"{convention.slug}/look" in heard
    assert AuditEntry.objects.get(thing="convention").changes["title"][1]["de"] == "Neuer Titel"


def test_the_first_language_is_one_of_the_languages(desk, base):
    answer = fill(desk, f"{base}facts/", languages=["en"], default_language="de")

    assert answer.status_code == 422
    assert "Please choose one of the convention" in answer.text


def test_only_one_convention_is_shown_first(desk, base, convention):
    other = make_convention("other-2026", is_current=True)

    fill(desk, f"{base}facts/", is_current="on", languages=["de", "en"])

    other.refresh_from_db()
    convention.refresh_from_db()
    assert (convention.is_current, other.is_current) == (True, False)


def test_a_general_organiser_begins_a_convention(convention):
    gerda = enter(make_user("Gerda", Duty.ORGANISER, language="en"))

    answer = fill(
        gerda,
        "/manage/-/convention/",
        slug="new-2027",
        title_en="New",
        languages=["de", "en"],
    )

    assert answer["Location"] == "/manage/new-2027/"
    assert Convention.objects.get(slug="new-2027").title == {"en": "New"}


def test_an_address_of_the_installation_is_no_name_for_a_convention(convention):
    gerda = enter(make_user("Gerda", Duty.ORGANISER, language="en"))

    answer = fill(gerda, "/manage/-/convention/", slug="manage", title_en="New", languages=["de"])

    assert "This name is an address of Konvent itself" in answer.text


def test_a_logo_is_drawn_anew_and_small(desk, base, convention):
    desk.post(
        f"{base}look/",
        {
            "primary_colour": "#004080",
            "accent_colour": "#b3261e",
            "logo": upload(picture(size=(3000, 1500))),
        },
    )

    convention.refresh_from_db()
    with convention.logo.open() as file, Image.open(file) as logo:
        assert (logo.format, logo.size) == ("PNG", (800, 400))
    assert re.fullmatch(r"look/logo-[0-9a-f]{16}(_\w+)?\.png", convention.logo.name)
    assert convention.primary_colour == "#004080"


def test_what_a_camera_notes_down_does_not_stay_in_the_picture(desk, base, convention):
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    content = picture("JPEG", exif=exif)
    assert b"taken at home" in content

    desk.post(
        f"{base}look/",
        {
            "primary_colour": "#004080",
            "accent_colour": "#b3261e",
            "picture": upload(content, "photo.jpg"),
        },
    )

    convention.refresh_from_db()
    with convention.picture.open() as file:
        assert b"taken at home" not in file.read()


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG files can carry programs"),
        (b'<?xml version="1.0"?><!-- a --><svg></svg>', "SVG files can carry programs"),
        (b"GIF89a" + bytes(100), "This is no picture that can be shown."),
        (picture()[:200], "This is no picture that can be shown."),
        (b"<html><script>alert(1)</script>", "This is no picture that can be shown."),
        (bytes(8_000_001), "This file is larger than 8 MB."),
        (picture(size=(9000, 6000)), "This picture has more than 50 million pixels."),
    ],
    ids=["svg", "svg in xml", "gif", "broken", "html", "large", "bomb"],
)
def test_what_is_no_picture_is_refused_in_words(desk, base, convention, content, reason):
    answer = desk.post(
        f"{base}look/",
        {
            "primary_colour": "#004080",
            "accent_colour": "#b3261e",
            "logo": upload(content, "logo.png"),
        },
    )

    assert answer.status_code == 422
    assert reason in answer.text
    convention.refresh_from_db()
    assert not convention.logo
    assert convention.primary_colour == "#13416b"


def test_saving_colours_leaves_the_pictures_alone(desk, base, convention):
    colours = {"primary_colour": "#004080", "accent_colour": "#b3261e"}
    desk.post(f"{base}look/", colours | {"logo": upload(picture())})

    desk.post(f"{base}look/", colours | {"primary_colour": "#111111"})

    convention.refresh_from_db()
    assert convention.logo
    assert convention.primary_colour == "#111111"


def test_a_picture_is_taken_away_again_with_its_file(
    desk, base, convention, django_capture_on_commit_callbacks
):
    colours = {"primary_colour": "#004080", "accent_colour": "#b3261e"}
    desk.post(f"{base}look/", colours | {"logo": upload(picture())})
    convention.refresh_from_db()
    file = Path(convention.logo.path)
    assert file.exists()

    with django_capture_on_commit_callbacks(execute=True):
        desk.post(f"{base}look/", colours | {"logo-clear": "on"})

    convention.refresh_from_db()
    assert not convention.logo
    assert not file.exists()


def test_a_day_may_end_after_midnight(desk, base, convention):
    desk.post(f"{base}days/add/", {"date": "2026-10-28", "opens": "18:00", "closes": "02:00"})

    day = convention.days.get(date=date(2026, 10, 28))
    assert day.starts_at == at(18, on=day.date)
    assert day.ends_at == at(2, on=day.date + timedelta(days=1))


def test_the_same_day_sent_twice_is_one_day(desk, base, convention):
    form = {"date": "2026-10-28", "opens": "09:00", "closes": "18:00"}

    statuses = [desk.post(f"{base}days/add/", form).status_code for _ in range(2)]

    assert statuses == [302, 302]
    assert convention.days.filter(date=date(2026, 10, 28)).count() == 1


def test_another_day_of_the_same_date_is_refused(desk, base, convention):
    answer = desk.post(
        f"{base}days/add/", {"date": "2026-10-27", "opens": "07:00", "closes": "08:00"}
    )

    assert "The convention has this day already." in answer.text


def test_removing_a_day_asks_first_and_leaves_its_sessions(desk, base, convention):
    address = f"{base}days/{convention.days.get().pk}/remove/"

    assert "Its sessions stay" in desk.get(address).text
    desk.post(address)

    assert convention.days.count() == 0
    assert convention.sessions.count() == 2


def test_a_log_of_another_convention_stays_there(desk, base, convention):
    other = make_convention("other-2026")
    make_user("Olga", Duty.ORGANISER, other)
    AuditEntry.objects.create(
        at=timezone.now(),
        convention=other.slug,
        actor_name="Olga",
        verb="add",
        thing="room",
        thing_key="1",
        thing_name="Secret room",
    )

    assert "Secret room" not in desk.get(f"{base}log/").text


@pytest.mark.parametrize("count", [1, 3])
def test_a_long_log_costs_what_a_short_one_does(
    desk, base, convention, count, django_assert_num_queries
):
    for number in range(count):
        fill(desk, f"{base}rooms/add/", name_en=f"Room {number}")
    desk.get(f"{base}log/")

    with django_assert_num_queries(7):
        desk.get(f"{base}log/")
