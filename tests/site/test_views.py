# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The public pages: the same for everybody, in two languages, as the published programme says."""

import re
from datetime import timedelta

import pytest
from tests.factories import (
    DATE,
    NOW,
    at,
    make_convention,
    make_organisation,
    make_person,
    make_recording,
    make_session,
    make_track,
    make_world,
    publish,
    text,
)
from tests.site.reading import page, words

from konvent.convention.actions import change_convention
from konvent.foundation.published import ACCESS_HEADER, TOPICS_HEADER
from konvent.foundation.texts import Text
from konvent.programme.models import Session
from konvent.stage.actions import choose_quality, follow_schedule, move_rest

pytestmark = pytest.mark.django_db

STAGE = "smart-2026/stage/smart-plaza/now"
LIBRARY = "smart-2026/library"
PLAIN = ["smart-2026/look", "smart-2026/programme"]


@pytest.fixture
def world():
    world = make_world(host=text("Stadt Musterstadt"))
    musterstadt = make_organisation(world)
    person = world.people.get(name="Grace Hopper")
    person.organisation = musterstadt
    person.position = text("Leiterin", "Head")
    person.save()
    publish(world)
    follow_schedule(at=NOW)
    make_recording(world, world.sessions.get(title__en="Opening").code)
    return world


def paths(world):
    opening = world.sessions.get(title__en="Opening")
    grace = world.people.get(name="Grace Hopper")
    return {
        "": [LIBRARY, *PLAIN, STAGE],
        "programme/": [*PLAIN, STAGE],
        f"programme/{DATE}/": [*PLAIN, STAGE],
        "programme/index.json": PLAIN,
        f"session/{opening.code}/": sorted(
            [f"{LIBRARY}/{opening.code}", *PLAIN, "smart-2026/places", STAGE]
        ),
        "library/": [LIBRARY, *PLAIN],
        f"library/{opening.code}/": [
            LIBRARY,
            *PLAIN,
            f"smart-2026/session/{opening.code}/questions",
        ],
        "stages/": [*PLAIN, STAGE],
        "stage/smart-plaza/": [*PLAIN, STAGE],
        "speakers/": PLAIN,
        f"speaker/{grace.code}/": [LIBRARY, *PLAIN],
        "organisations/": PLAIN,
        "organisation/musterstadt/": PLAIN,
        "waiting/": [*PLAIN, STAGE],
        "agenda/": PLAIN,
        "changes/": PLAIN,
        "imprint/": PLAIN,
        "privacy/": PLAIN,
        "accessibility/": PLAIN,
    }


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_is_the_same_for_everybody(client, world, language):
    for path, topics in paths(world).items():
        response = client.get(
            f"/smart-2026/{language}/{path}", headers={"cookie": "konvent_pass=x"}
        )

        assert response.status_code == 200, path
        assert response.cookies == {}, path
        assert sorted(response.headers[TOPICS_HEADER].split()) == topics, path
        expected = "stage" if path.startswith(("stage/", "library/")) else "public"
        expected = "public" if path == "library/" else expected
        assert response.headers[ACCESS_HEADER] == expected, path
        assert response.headers["Content-Language"] == language
        assert "Cookie" not in response.headers.get("Vary", "")


def test_what_organisers_say_about_who_is_responsible_stands_where_people_look(client, world):
    values = {
        "imprint": Text({"de": "Rathausplatz 1, vertreten durch die **Oberbürgermeisterin**"}),
        "privacy_notice": Text({"de": "Beschwerden: <script>alert(1)</script>die Aufsicht"}),
    }
    change_convention(convention=world, values=values, actor=None, at=NOW)

    assert "vertreten durch die <strong>Oberbürgermeisterin</strong>" in page(client, "de/imprint/")
    assert '<div class="prose" lang="de"><p>Rathausplatz 1' in page(client, "en/imprint/")
    assert "die Aufsicht" in page(client, "de/privacy/")
    assert "<script>alert" not in page(client, "de/privacy/")


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_names_its_language_and_leads_to_itself_in_the_other(client, world, language):
    other = {"de": "en", "en": "de"}[language]

    for path in paths(world):
        if path.endswith(".json"):
            continue
        html = page(client, f"{language}/{path}")

        assert f'<html lang="{language}"' in html
        assert f'<a href="/smart-2026/{other}/{path}" hreflang="{other}"' in html
        assert "style=" not in html
        assert not re.search(r"<script(?![^>]* (src|type=\"application/ld\+json\"))", html)


def test_pages_speak_german(client, world):
    html = words(page(client, "de/programme/"))

    assert "Programm" in html
    assert "Dienstag" in html
    assert "bis 10:30" in html
    assert "Programme" not in html


def test_a_language_nobody_speaks_is_no_address(client, world):
    assert client.get("/smart-2026/fr/").status_code == 404


def test_pages_only_answer_readers(client, world):
    assert client.post("/smart-2026/en/").status_code == 405


def test_a_text_in_another_language_says_so(client, world):
    make_session(world, "x", room=world.rooms.get(), starts_at=at(15), code="NURDE")
    Session.objects.filter(code="NURDE").update(title=Text({"de": "Nur deutsch"}))
    publish(world)

    assert '<span lang="de">Nur deutsch</span>' in page(client, "en/programme/")
    assert 'lang="de">Nur deutsch' not in page(client, "de/programme/")


def test_who_waits_is_offered_what_can_be_heard_or_told_that_nothing_can(client, world):
    silent = page(client, "en/waiting/")

    choose_quality(room=world.rooms.get(), quality="sound", at=NOW, by=None)
    heard = page(client, "en/waiting/")

    assert "The stages cannot be heard from here at the moment" in silent
    assert "konvent-listen" not in silent
    assert "cannot be heard" not in heard
    assert 'src="/smart-2026/media/smart-plaza/au.m3u8"' in heard


def test_home_says_what_when_and_what_is_on_now(client, world):
    html = words(page(client, "en/"))

    assert "Smart Convention 2026" in html
    assert "27 October 2026" in html
    assert "Smart Plaza Now until 10:30 Opening Ada Lovelace" in html
    assert "Then Tue 11:00 Compilers for cities" in html


def test_home_before_the_programme_says_that_it_will_come(client, world):
    make_convention("smart-2027")

    html = words(client.get("/smart-2027/en/").content.decode())

    assert "The programme will be here as soon as it is published." in html


def test_nothing_unpublished_is_shown(client, world):
    make_session(world, "Still a secret", room=world.rooms.get(), starts_at=at(16), code="SECRET")

    for path in ("", "programme/", "programme/index.json", "speakers/"):
        assert "SECRET" not in page(client, f"en/{path}")
    assert client.get("/smart-2026/en/session/SECRET/").status_code == 404


def test_a_hidden_convention_has_no_pages(client, world):
    world.is_public = False
    world.save()

    assert client.get("/smart-2026/en/").status_code == 404
    assert client.get("/smart-2026/public/look.css").status_code == 404


def test_the_day_shows_sessions_where_and_when_they_are(client, world):
    html = page(client, f"en/programme/{DATE}/")

    assert html.count('<h3 class="item__title">') == 2
    assert 'class="item colour-blue r12 d9 c0"' in html
    sheet = page(client, "public/grid.css")
    assert ".r12{grid-row-start:14}" in sheet
    assert ".d9{grid-row-end:span 9}" in sheet


def test_a_day_that_is_none_is_not_found(client, world):
    assert client.get("/smart-2026/en/programme/2020-01-01/").status_code == 404


def test_a_session_tells_everything(client, world):
    talk = world.sessions.get(title__en="Compilers for cities")
    talk.track = make_track(world, name=text("Daten", "Data"))
    talk.abstract = text("Kurz **gesagt**.", "In **short**.")
    talk.level = "advanced"
    talk.language = "en"
    talk.links = [{"title": "Slides", "url": "https://example.org/slides"}]
    talk.save()
    talk.partners.add(make_organisation(world, "ulm", name="Stadt Ulm"))
    publish(world)

    html = page(client, f"en/session/{talk.code}/")
    said = words(html)

    assert "Smart Plaza Talk Compilers for cities" in said
    assert "Tuesday, 27 October 2026 11:00 \N{EN DASH} 11:45 45 minutes, CET" in said
    for fact in ("Track Data", "Language English", "Level advanced", "Hosted by Stadt Ulm"):
        assert fact in said
    assert "<strong>short</strong>" in html
    assert "Grace Hopper Head, Musterstadt" in said
    assert 'href="https://example.org/slides"' in html
    assert f'href="/smart-2026/public/session/{talk.code}.ics"' in html
    for part in ("questions/", "polls/", "chat/session/"):
        assert f'href="/smart-2026/my/{part}{talk.code}/?lang=en"' in html
    assert '"@type": "Event"' in html
    assert "Before · Tue 27 Oct, 10:00 Opening" in said


def test_a_session_says_how_it_changed_and_when(client, world):
    talk = world.sessions.get(title__en="Compilers for cities")
    talk.starts_at = at(12)
    talk.save()
    publish(world, NOW + timedelta(hours=1))

    said = words(page(client, f"en/session/{talk.code}/"))
    changes = words(page(client, "en/changes/"))

    sentence = "moves from Tue 27 Oct, 11:00 to Tue 27 Oct, 12:00"
    assert sentence in said
    assert sentence in changes
    assert "Version 2" in changes


def test_a_cancelled_session_stays_and_says_so(client, world):
    talk = world.sessions.get(title__en="Compilers for cities")
    talk.is_cancelled = True
    talk.save()
    publish(world)

    said = words(page(client, f"en/session/{talk.code}/"))

    assert "This session has been cancelled." in said
    assert "konvent-bookmark" not in page(client, f"en/session/{talk.code}/")
    assert "cancelled" in words(page(client, "en/programme/"))


def test_typed_texts_cannot_become_markup(client, world):
    nasty = '<script>alert("1")</script>'
    everywhere = paths(world)
    world.sessions.filter(title__en="Opening").update(
        title=text(nasty), abstract=text(nasty), kind_name=nasty, kind="other"
    )
    world.people.filter(name="Ada Lovelace").update(name=nasty)
    world.rooms.update(name=text(nasty))
    world.title = text(nasty)
    world.save()
    publish(world)
    follow_schedule(at=NOW)

    for path in everywhere:
        if not path.endswith(".json"):
            html = page(client, f"en/{path}")
            assert "<script>alert" not in html, path
            assert "alert(" in html, path


def test_pages_say_beside_the_published_time_when_a_late_session_is_expected(client, world):
    talk = world.sessions.get(title__en="Compilers for cities")
    move_rest(room=world.rooms.get(), minutes=7, at=NOW, by=None)

    for path in ("programme/", f"session/{talk.code}/", "stage/smart-plaza/"):
        html = page(client, f"en/{path}")
        assert "7 minutes later, at about 11:07" in html, path
        assert '<time datetime="2026-10-27T11:00:00+01:00">11:00</time>' in html, path


def test_a_running_session_that_lasts_longer_says_until_when(client, world):
    opening = world.sessions.get(title__en="Opening")
    move_rest(room=world.rooms.get(), minutes=1, at=NOW, by=None)

    html = page(client, f"de/session/{opening.code}/")

    assert "bis etwa 10:31 Uhr" in html
    assert (
        "später" not in html.partition('class="session__when"')[2].partition("</konvent-late>")[0]
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("", 10),
        ("programme/", 5),
        ("session/X0/", 11),
        ("speakers/", 2),
        ("organisations/", 2),
        ("library/", 6),
        ("library/X0/", 11),
    ],
)
def test_pages_cost_the_same_however_much_they_show(
    client, world, count, path, queries, django_assert_num_queries
):
    for number in range(count):
        make_session(
            world,
            f"More {number}",
            room=world.rooms.get(),
            starts_at=at(14 + number),
            code=f"X{number}",
            speakers=(make_person(world, f"Somebody {number}"),),
        )
        make_recording(world, f"X{number}", room=world.rooms.get())
    publish(world)
    client.get(f"/smart-2026/en/{path}")

    with django_assert_num_queries(queries):
        client.get(f"/smart-2026/en/{path}")


def test_speakers_stand_under_their_family_name(client, world):
    html = words(page(client, "en/speakers/"))

    assert html.index("H Grace Hopper") < html.index("L Ada Lovelace")


def test_the_look_is_the_conventions_own(client, world):
    world.primary_colour = "#005500"
    world.save()

    assert "--brand:#005500" in page(client, "public/look.css")
    assert client.get("/smart-2026/public/icon.svg").headers["Content-Type"] == "image/svg+xml"
    assert client.get("/smart-2026/public/logo").status_code == 404


def test_what_is_missing_is_explained_in_the_language_of_the_address(client, world):
    gone = client.get("/smart-2026/de/session/NOWHERE/")
    odd = client.get("/smart-2026/en/nonsense/")
    nowhere = client.get("/other-2031/en/")

    assert gone.status_code == odd.status_code == nowhere.status_code == 404
    assert "Dieser Programmpunkt steht nicht oder nicht mehr im Programm." in gone.content.decode()
    assert "There is no such page" in odd.content.decode()
    assert 'action="/smart-2026/my/search/"' in odd.content.decode()
    assert "There is no such convention here." in nowhere.content.decode()
