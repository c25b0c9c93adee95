# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisers see what was sent, word letters their way, and read the outbox of their convention."""

import re
import time
from os import utime

import pytest
from django.utils import timezone
from tests.factories import make_user, make_world
from tests.letters.post import have_letters_sent
from tests.manage.conftest import enter

from konvent.letters.actions import queue_letter, take_letter
from konvent.letters.models import Letter, Wording
from konvent.letters.outbox import LIES_FOR, forget_outbox
from konvent.people.models import Duty
from konvent.registration.actions import issue_ticket

pytestmark = pytest.mark.django_db

ADA = "ada@example.org"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def desk(world):
    return enter(make_user("Grace Hopper", Duty.ORGANISER, world, language="en"))


@pytest.fixture
def lying_here(settings, tmp_path):
    """No mail server: letters lie in the outbox."""
    settings.EMAIL_BACKEND = "konvent.letters.outbox.OutboxBackend"
    settings.OUTBOX = tmp_path / "outbox"
    return settings.OUTBOX


def ask(world, email=ADA):
    now = timezone.now()
    issue_ticket(convention=world, email=email, name="Ada & Co", language="en", at=now)
    queue_letter(convention=world, kind="link", email=email, at=now)


def page(response):
    assert response.status_code == 200
    return response.content.decode()


def address(world, path=""):
    return f"/manage/{world.slug}/letters/{path}"


def test_the_list_says_what_became_of_each_letter(desk, world):
    ask(world)
    ask(world, "grace@example.org")
    letter = take_letter(at=timezone.now())
    Letter.objects.filter(pk=letter.pk).update(
        state="bounced",
        failure="The mail server does not take letters to this address.",
        reply="550 no such user",
    )

    everything = page(desk.get(address(world)))
    bounced = page(desk.get(address(world), {"state": "bounced"}))
    hers = page(desk.get(address(world), {"q": "grace"}))

    assert "2 letters" in everything
    assert "550 no such user" in bounced
    assert "grace@example.org" not in bounced
    assert ADA not in hers


@pytest.mark.parametrize("count", [1, 3])
def test_a_longer_list_asks_no_more(desk, world, django_assert_num_queries, count):
    for number in range(count):
        ask(world, f"{number}@example.org")
    desk.get(address(world))

    with django_assert_num_queries(9):
        desk.get(address(world))


def test_who_only_asks_for_the_head_has_nothing_sent_again(desk, world):
    ask(world)
    Letter.objects.update(state="bounced")

    again = address(world, f"{Letter.objects.get().pk}/again/")
    heads = [desk.head(path).status_code for path in (address(world), again)]

    assert heads == [200, 405]
    assert Letter.objects.get().state == "bounced"


def test_a_letter_that_came_back_is_noted_and_sent_again(desk, world):
    ask(world)
    have_letters_sent()
    letter = Letter.objects.get()

    assert "Did the letter to ada@example.org come back?" in page(
        desk.get(address(world, f"{letter.pk}/bounced/"))
    )
    desk.post(address(world, f"{letter.pk}/bounced/"))
    assert Letter.objects.get().state == "bounced"

    filtered = "?state=bounced&q=ada"
    again = f"{letter.pk}/again/?state=bounced&amp;q=ada"
    assert again in page(desk.get(address(world, filtered)))
    said = desk.post(address(world, f"{letter.pk}/again/{filtered}"), follow=True)
    assert Letter.objects.get().state == "waiting"
    assert "The letter to ada@example.org is on its way again." in page(said)
    assert said.redirect_chain == [(address(world, filtered), 302)]


@pytest.mark.parametrize("slip", ["{ link }", "{nam}", "{first name}", "{name", "name}"])
def test_a_slip_in_braces_is_said_and_nothing_of_it_is_sent(desk, world, slip):
    typed = {"subject_de": "Hallo", "body_de": f"Hier, {slip}: {{link}}"}

    answer = desk.post(address(world, "wordings/link/"), typed)

    assert answer.status_code == 422
    assert f"Nothing would ever stand for {slip}:" in answer.content.decode()
    assert not Wording.objects.exists()


def test_words_are_looked_at_before_they_are_saved(desk, world):
    path = address(world, "wordings/link/")
    typed = {"subject_de": "Hallo", "body_de": "Hier: {link}", "subject_en": "", "body_en": ""}

    before = page(desk.get(path))
    looked_at = page(desk.post(path, {**typed, "look": "1"}))

    assert "this is your personal link to {convention}" in before
    assert 'name="look"' in before
    assert re.search(r'letters/" aria-current="page">\s*Mail', before), "the menu says where one is"
    assert "Hier: https://convention.example/2026/ticket/" in looked_at
    assert "It is not saved yet." in looked_at
    assert not Wording.objects.exists()

    assert desk.post(path, typed).status_code == 302
    assert Wording.objects.get().body == {"de": "Hier: {link}"}


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"body_de": "Hier ist nichts."}, "Without {link} the letter is of no use"),
        ({"body_de": "{link} {password}"}, "Nothing would ever stand for {password}"),
        ({"subject_de": "{secret_key}", "body_de": "{link}"}, "ever stand for {secret_key}"),
    ],
)
def test_words_that_would_not_work_are_refused_and_kept(desk, world, typed, said):
    path = address(world, "wordings/link/")

    answer = desk.post(path, {"subject_de": "", "subject_en": "", "body_en": "", **typed})

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert typed["body_de"] in answer.content.decode()
    assert not Wording.objects.exists()


def test_there_is_no_letter_of_another_kind(desk, world):
    assert desk.get(address(world, "wordings/anything/")).status_code == 404


def test_without_a_mail_server_letters_lie_in_the_outbox_of_their_convention(
    desk, world, lying_here
):
    other = make_world("other-2026")
    ask(world)
    ask(other, "olga@example.org")
    have_letters_sent()

    shown = page(desk.get(address(world, "outbox/")))

    assert len(list(lying_here.glob("*.eml"))) == 2
    assert "Good day Ada &amp; Co," in shown
    assert f'href="http://127.0.0.1:8000/{world.slug}/ticket/' in shown
    assert "olga" not in shown
    assert "Nothing lies here." in page(desk.get(address(world, "outbox/"), {"q": "olga"}))


def test_the_outbox_shows_no_letter_of_the_staff(desk, world, lying_here, client):
    make_user("Olga", email="olga@example.org")
    client.post("/account/password/reset/", {"email": "olga@example.org"})
    have_letters_sent()

    assert "olga" not in page(desk.get(address(world, "outbox/")))


def test_where_letters_leave_there_is_no_outbox(desk, world):
    assert desk.get(address(world, "outbox/")).status_code == 404
    assert "Outbox" not in page(desk.get(address(world)))


def test_the_outbox_is_emptied_after_a_fortnight(world, lying_here):
    ask(world)
    ask(world, "grace@example.org")
    have_letters_sent()
    old, young = sorted(lying_here.glob("*.eml"))
    moment = time.time() - LIES_FOR.total_seconds() - 1
    utime(old, (moment, moment))

    forget_outbox(time.time())

    assert list(lying_here.glob("*.eml")) == [young]
    assert young.stat().st_mode & 0o077 == 0 or young.parent.stat().st_mode & 0o077 == 0
