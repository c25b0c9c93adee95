# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""No door of the staff area is left open: every address there is tried by everyone who may not."""

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver
from tests.factories import (
    NOW,
    make_organisation,
    make_recording,
    make_track,
    make_user,
    make_world,
)
from tests.manage.conftest import enter
from tests.registration.worlds import make_group

from konvent.letters.actions import queue_letter
from konvent.library.permissions import may_cut
from konvent.people.models import Duty
from konvent.people.permissions import (
    may_check_in,
    may_enter,
    may_moderate,
    may_produce,
    may_see_staff_area,
)

FOR_ALL_CONVENTIONS = {"people:home", "people:convention_add"}
"""Pages that belong to no convention; what they check has tests of its own below."""


def patterns(resolver=None, prefix="", namespace=""):
    """Yield (path, name, view) for every address the application answers."""
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield path, f"{namespace}{entry.name}", entry.callback
        else:
            inner = f"{entry.namespace}:" if entry.namespace else namespace
            yield from patterns(entry, path, inner)


STAFF = [(path, name, view) for path, name, view in patterns() if path.startswith("manage/")]
OF_A_CONVENTION = [entry for entry in STAFF if entry[1] not in FOR_ALL_CONVENTIONS]
NAMES = [name for _, name, _ in OF_A_CONVENTION]


def addresses(convention):
    """Fill what really exists into every path, so that only the permission can refuse."""
    session = convention.sessions.first()
    person = convention.people.first()
    recording = convention.recordings.first()
    things = {
        "<slug:convention>": convention.slug,
        "sessions/<str:code>": f"sessions/{session.code}",
        "desk/<int:number>": "desk/1",
        "polls/<int:number>": "polls/1",
        "speakers/<int:number>": "speakers/1",
        "hands/<int:number>": "hands/1",
        "chats/<str:kind>/<str:name>": "chats/stage/smart-plaza",
        "smart-plaza/<int:number>": "smart-plaza/1",
        "reading/<int:number>": "reading/1",
        "announcements/<int:number>": "announcements/1",
        "add/<str:kind>": "add/single",
        "people/<str:code>": f"people/{person.code}",
        "rooms/<slug:slug>": "rooms/smart-plaza",
        "stages/<slug:room>": "stages/smart-plaza",
        "smart-plaza/<slug:role>.jpg": "smart-plaza/primary.jpg",
        "smart-plaza/<slug:name>.m3u8": "smart-plaza/primary.m3u8",
        "sources/<slug:room>": "sources/smart-plaza",
        "stage/<slug:room>": "stage/smart-plaza",
        "films/<uuid:film>": f"films/{convention.films.first().guid}",
        "tracks/<slug:slug>": f"tracks/{convention.tracks.first().slug}",
        "organisations/<slug:slug>": f"organisations/{convention.organisations.first().slug}",
        "days/<int:pk>": f"days/{convention.days.first().pk}",
        "badges/<slug:group>": f"badges/{convention.registration_groups.first().slug}",
        "check-in/<date:day>": f"check-in/{convention.days.first().date}",
        "staff/<int:pk>": f"staff/{convention.roles.first().pk}",
        "recordings/<str:code>": f"recordings/{recording.session_code}",
        "captions/<slug:language>": "captions/de",
        "tickets/<int:pk>": f"tickets/{convention.tickets.first().pk}",
        "places/<str:code>": f"places/{session.code}",
        "registrations/<int:pk>": f"registrations/{convention.registrations.first().pk}",
        "codes/<int:pk>": f"codes/{convention.invitation_codes.first().pk}",
        "<slug:kind>/<int:pk>": f"groups/{convention.registration_groups.first().pk}",
        "setup/<slug:kind>/add": "setup/groups/add",
        "letters/<int:pk>": f"letters/{convention.letters.first().pk}",
        "wordings/<slug:kind>": "wordings/link",
        "companions/<int:pk>": f"companions/{recording.companions.first().pk}",
    }
    return {path: filled(path, things) for path, _, _ in OF_A_CONVENTION}


def filled(path, things):
    for pattern, thing in things.items():
        path = path.replace(pattern, thing)
    assert "<" not in path, f"tell this test what to put into {path}"
    return f"/{path}"


@pytest.fixture
def furnished(convention, grace):
    """The convention with one of everything."""
    return furnish(convention)


def furnish(convention):
    make_track(convention)
    make_organisation(convention)
    convention.tickets.create(issued_at=NOW, expires_at=NOW, email="ada@example.org")
    convention.films.create(name="talk.mp4", added_at=NOW)
    queue_letter(convention=convention, kind="link", email="ada@example.org", at=NOW)
    group = make_group(convention)
    convention.invitation_codes.create(group=group, code="GUEST7")
    convention.registrations.create(email="ada@example.org", name="Ada", asked_at=NOW)
    recording = make_recording(convention)
    recording.companions.create(kind="sign", language="de")
    recording.captions.create(
        language="de", content="WEBVTT\n\n00:01.000 --> 00:02.000\nGuten Morgen\n"
    )
    return convention


def test_every_page_of_a_convention_names_its_permission():
    open_doors = [
        name for _, name, view in OF_A_CONVENTION if not hasattr(view, "staff_permission")
    ]

    assert open_doors == []
    assert len(OF_A_CONVENTION) > 30


def answers(client, convention, method="get"):
    """Try every page of the convention's staff area; return what each says, by name."""
    knock, places = getattr(client, method), addresses(convention)
    return {name: knock(places[path]) for path, name, _ in OF_A_CONVENTION}


def statuses(client, convention, method="get"):
    found = answers(client, convention, method).items()
    return {name: answer.status_code for name, answer in found}


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_enters_without_signing_in(furnished, method):
    sent_to = {
        name: answer.headers.get("Location", "").partition("?")[0]
        for name, answer in answers(Client(), furnished, method).items()
    }

    assert sent_to == dict.fromkeys(NAMES, "/account/login/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_password_alone_opens_nothing(furnished, grace, method):
    client = Client()
    client.force_login(grace, "allauth.account.auth_backends.AuthenticationBackend")

    sent_to = {
        name: answer.headers.get("Location", "").partition("?")[0]
        for name, answer in answers(client, furnished, method).items()
    }

    assert sent_to == dict.fromkeys(NAMES, "/account/2fa/totp/activate/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_outsider_is_refused_everywhere(furnished, method):
    mallory = enter(make_user("Mallory"))

    assert statuses(mallory, furnished, method) == dict.fromkeys(NAMES, 403)


@pytest.mark.parametrize("method", ["get", "post"])
def test_the_organiser_of_another_convention_is_refused_everywhere(furnished, method):
    elsewhere = make_world("other-2026")
    olga = enter(make_user("Olga", Duty.ORGANISER, elsewhere))

    assert statuses(olga, furnished, method) == dict.fromkeys(NAMES, 403)


@pytest.mark.parametrize("duty", [Duty.PRODUCER, Duty.MODERATOR, Duty.DOOR])
def test_others_on_the_staff_open_only_their_own_pages(furnished, duty):
    paula = enter(make_user("Paula", duty, furnished))
    own = {
        Duty.PRODUCER: {may_see_staff_area, may_produce, may_cut},
        Duty.MODERATOR: {may_see_staff_area, may_moderate},
        Duty.DOOR: {may_check_in},
    }
    theirs = {may_enter, *own[duty]}
    closed = {name for _, name, view in OF_A_CONVENTION if view.staff_permission not in theirs}

    refused = {name for name, status in statuses(paula, furnished).items() if status == 403}

    assert refused == closed


@pytest.mark.parametrize(
    "path",
    [
        "sessions/{session}/",
        "sessions/{session}/remove/",
        "people/{person}/",
        "people/{person}/remove/",
        "days/{day}/",
        "days/{day}/remove/",
        "staff/{role}/remove/",
        "tickets/{ticket}/revoke/",
    ],
)
def test_things_of_another_convention_are_not_reached_through_ones_own(desk, furnished, path):
    other = make_world("other-2026")
    make_user("Olga", Duty.ORGANISER, other)
    foreign = {
        "session": other.sessions.first().code,
        "person": other.people.first().code,
        "day": other.days.first().pk,
        "role": other.roles.first().pk,
        "ticket": other.tickets.create(issued_at=NOW, expires_at=NOW).pk,
    }
    address = f"/manage/{furnished.slug}/{path.format(**foreign)}"

    assert desk.get(address).status_code == 404
    assert desk.post(address).status_code == 404


def test_the_list_of_conventions_shows_only_ones_own(desk, convention):
    other = make_world("other-2026", title={"en": "Somebody else's"})

    page = desk.get("/manage/").content.decode()

    assert "Smart Convention 2026" in page
    assert str(other.title) not in page


def test_only_general_organisers_begin_conventions(desk, convention):
    general = enter(make_user("Gerda", Duty.ORGANISER))

    assert desk.get("/manage/-/convention/").status_code == 403
    assert general.get("/manage/-/convention/").status_code == 200


def test_an_account_without_a_duty_sees_no_staff_area(convention):
    assert enter(make_user("Mallory")).get("/manage/").status_code == 403


def test_a_duty_that_is_taken_away_closes_the_door_at_once(desk, grace, convention):
    assert desk.get(f"/manage/{convention.slug}/").status_code == 200

    grace.roles.all().delete()

    assert desk.get(f"/manage/{convention.slug}/").status_code == 403


def test_personal_pages_are_kept_by_no_cache(desk, convention):
    for path in ("/manage/", f"/manage/{convention.slug}/", "/account/"):
        assert desk.get(path)["Cache-Control"] == "no-store"
