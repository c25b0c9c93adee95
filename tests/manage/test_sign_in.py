# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How staff gets in: password and second factor, or a link from the server's shell."""

import base64
import hmac
import re
import struct
import time
from threading import Barrier, Event, Thread, Timer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib import messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils.translation import override
from tests.factories import make_user
from tests.letters.post import have_letters_sent
from tests.manage.conftest import enter

from konvent.people import adapters
from konvent.people.links import invitation_link
from konvent.people.models import Duty, User
from konvent.registration.tickets import COOKIE, check

PASSWORD = "correct horse battery"  # noqa: S105 -- a test's


@pytest.fixture(autouse=True)
def nobody_tried_before():
    cache.clear()


def code_for(key, steps=0):
    """What an authenticator app shows (RFC 6238), so many half minutes from now."""
    counter = struct.pack(">Q", int(time.time()) // 30 + steps)
    digest = hmac.digest(base64.b32decode(key), counter, "sha1")
    place = digest[-1] & 15
    return f"{(int.from_bytes(digest[place : place + 4]) & 0x7FFFFFFF) % 10**6:06}"


def sign_in(client, email, password=PASSWORD, address="127.0.0.1"):
    form = {"login": email, "password": password}
    return client.post("/account/login/", form, headers={"x-forwarded-for": address})


def set_up_app(client):
    """Set up the second factor as the page asks; return the key the app keeps."""
    page = client.get("/account/2fa/totp/activate/").content.decode()
    key = re.search(r'id="totp-key">(\w+)<', page)[1]
    answer = client.post("/account/2fa/totp/activate/", {"code": code_for(key)})
    assert answer.status_code == 302, answer.content.decode()
    return key


def path_of(link):
    return urlsplit(link).path


def test_password_then_app_then_the_staff_area(grace, convention):
    client = Client()
    desk = f"/manage/{convention.slug}/"

    assert client.get(desk)["Location"] == f"/account/login/?next={desk.replace('/', '%2F')}"
    sign_in(client, grace.email)
    assert client.get(desk)["Location"].startswith("/account/2fa/totp/activate/")
    set_up_app(client)

    assert client.get(desk).status_code == 200


LIST = "http://testserver/manage/smart-2026/registrations/?q=ada"


@pytest.mark.parametrize(
    ("came_from", "back"),
    [
        (LIST, "/manage/smart-2026/registrations/?q=ada"),
        ("http://elsewhere.example/manage/", "/manage/smart-2026/registrations/decide/"),
        ("http://testserver//elsewhere.example/", "/manage/smart-2026/registrations/decide/"),
        ("", "/manage/smart-2026/registrations/decide/"),
    ],
)
def test_who_was_signed_out_meanwhile_comes_back_to_the_page_not_to_its_form(db, came_from, back):
    sent = Client().post("/manage/smart-2026/registrations/decide/", headers={"referer": came_from})

    assert parse_qs(urlsplit(sent["Location"]).query)["next"] == [back]


def test_next_time_the_code_is_asked_for(grace, convention):
    first = Client()
    sign_in(first, grace.email)
    key = set_up_app(first)

    client = Client()
    assert sign_in(client, grace.email)["Location"] == "/account/2fa/authenticate/"
    assert client.get(f"/manage/{convention.slug}/")["Location"].startswith("/account/login/")
    client.post("/account/2fa/authenticate/", {"code": code_for(key, steps=1)})

    assert client.get(f"/manage/{convention.slug}/").status_code == 200


def test_a_code_opens_once(grace, convention):
    first = Client()
    sign_in(first, grace.email)
    key = set_up_app(first)
    code = code_for(key, steps=1)

    clients = [Client(), Client()]
    for client in clients:
        sign_in(client, grace.email)
        client.post("/account/2fa/authenticate/", {"code": code})

    statuses = [client.get(f"/manage/{convention.slug}/").status_code for client in clients]
    assert statuses == [200, 302]


def test_a_recovery_code_stands_in_for_the_phone_once(grace, convention):
    first = Client()
    sign_in(first, grace.email)
    set_up_app(first)
    page = first.get("/account/2fa/recovery-codes/").content.decode()
    code = re.search(r"<li>(\d{8})</li>", page)[1]

    client = Client()
    sign_in(client, grace.email)
    client.post("/account/2fa/authenticate/", {"code": code})
    again = Client()
    sign_in(again, grace.email)
    again.post("/account/2fa/authenticate/", {"code": code})

    assert client.get(f"/manage/{convention.slug}/").status_code == 200
    assert again.get(f"/manage/{convention.slug}/").status_code == 302


def test_what_the_next_page_says_is_not_said_before_it(rf):
    request = rf.get("/account/")
    request._messages = CookieStorage(request)
    said = ("account/messages/password_set", "mfa/messages/totp_activated")
    with override("en"):
        for template in (*said, "mfa/messages/recovery_codes_generated"):
            adapters.AccountAdapter().add_message(request, messages.SUCCESS, f"{template}.txt")
    with override("de"):
        adapters.AccountAdapter().add_message(
            request, messages.SUCCESS, "account/messages/password_changed.txt"
        )

    assert [str(one) for one in messages.get_messages(request)] == [
        "Your password is set.",
        "Ihr Passwort ist geändert.",
    ]


def test_changing_the_factor_asks_again_who_it_is(grace):
    client = Client()
    sign_in(client, grace.email)

    answer = client.get("/account/2fa/totp/activate/")
    assert answer.status_code in {200, 302}
    set_up_app(client) if answer.status_code == 200 else None
    session = client.session
    session["account_authentication_methods"] = [
        record | {"at": 0} for record in session["account_authentication_methods"]
    ]
    session.save()

    assert "reauthenticate" in client.get("/account/2fa/totp/deactivate/")["Location"]


def test_the_page_of_the_factor_shows_a_picture_without_asking_anybody(grace):
    client = enter(grace)

    page = client.get("/account/2fa/totp/activate/").content.decode()

    picture = re.search(r'src="data:image/svg\+xml;base64,([^"]+)"', page)[1]
    assert base64.b64decode(picture).startswith(b"<svg")


@pytest.mark.parametrize("email", ["grace", "nobody"])
def test_a_wrong_password_and_an_unknown_address_sound_the_same(grace, email):
    address = grace.email if email == "grace" else "nobody@example.org"

    page = sign_in(Client(), address, "wrong").content.decode()

    assert "The email address and/or password you specified are not correct." in page
    assert address in page


def test_a_forgotten_password_sounds_the_same_for_everybody(grace):
    answers = [
        Client().post("/account/password/reset/", {"email": email})
        for email in (grace.email, "nobody@example.org")
    ]

    assert [answer["Location"] for answer in answers] == ["/account/password/reset/done/"] * 2
    have_letters_sent()
    assert [message.to for message in mail.outbox] == [[grace.email]]


def test_a_new_password_by_mail_leaves_the_second_factor_alone(grace, convention):
    client = Client()
    client.post("/account/password/reset/", {"email": grace.email})
    have_letters_sent()
    link = re.search(r"http://\S+", mail.outbox[0].body)[0]
    form = client.get(path_of(link), follow=True).redirect_chain[-1][0]
    client.post(form, {"password1": "another horse battery", "password2": "another horse battery"})

    sign_in(client, grace.email, "another horse battery")

    assert "2fa" in client.get(f"/manage/{convention.slug}/")["Location"]


def test_guessing_one_account_is_stopped_even_with_the_right_password_in_the_end(grace):
    client = Client()
    for _ in range(5):
        sign_in(client, grace.email, "wrong")

    page = sign_in(client, grace.email).content.decode()
    client.cookies["konvent_language"] = "de"
    seite = sign_in(client, grace.email).content.decode()

    assert "Too many failed login attempts. Try again later." in page
    assert "Das waren zu viele Fehlversuche." in seite


def test_a_crowd_elsewhere_does_not_make_guessing_forgotten(grace):
    client = Client()
    for _ in range(5):
        sign_in(client, grace.email, "wrong")

    for number in range(5_000):
        cache.set(f"somebody-else-{number}", [0.0], 300)

    page = sign_in(client, grace.email, address="192.0.2.7").content.decode()
    assert "Too many failed login attempts. Try again later." in page


def test_guessing_from_one_network_is_stopped_over_all_accounts(grace):
    client = Client()
    for number in range(10):
        sign_in(client, f"guess{number}@example.org", "wrong")

    page = sign_in(client, grace.email).content.decode()

    assert "Too many failed login attempts. Try again later." in page


def test_nobody_signs_up(db):
    client = Client()
    answer = client.post("/account/signup/", {"email": "m@example.org", "password1": PASSWORD})

    assert "Accounts are given" in answer.content.decode() or "Konten" in answer.content.decode()
    assert list(User.objects.all()) == []


def test_a_crowd_at_the_sign_in_takes_only_some_of_the_threads(grace, monkeypatch):
    both_are_inside, go_on = Barrier(3), Event()

    def slow(*args, **credentials):
        both_are_inside.wait(10)
        go_on.wait(10)

    monkeypatch.setattr("allauth.account.adapter.DefaultAccountAdapter.authenticate", slow)
    busy = [Thread(target=adapters.AccountAdapter().authenticate, args=(None,)) for _ in range(2)]
    for thread in busy:
        thread.start()
    both_are_inside.wait(10)

    page = sign_in(Client(), grace.email).content.decode()

    go_on.set()
    for thread in busy:
        thread.join()
    assert "Many people are signing in right now." in page
    assert grace.email in page


def test_whoever_waits_a_moment_is_checked_as_soon_as_another_check_ends(grace, monkeypatch):
    both_are_inside, go_on = Barrier(3), Event()
    real = adapters.DefaultAccountAdapter.authenticate

    def slow(adapter, request, **credentials):
        if request is not None:
            return real(adapter, request, **credentials)
        both_are_inside.wait(10)
        return go_on.wait(10)

    monkeypatch.setattr("allauth.account.adapter.DefaultAccountAdapter.authenticate", slow)
    monkeypatch.setattr(adapters, "PATIENCE", 10.0)
    busy = [Thread(target=adapters.AccountAdapter().authenticate, args=(None,)) for _ in range(2)]
    for thread in busy:
        thread.start()
    both_are_inside.wait(10)
    Timer(0.05, go_on.set).start()

    answer = sign_in(Client(), grace.email)

    for thread in busy:
        thread.join()
    assert answer.status_code == 302


def test_an_attacker_with_all_addresses_of_a_network_is_one(grace):
    for number in range(10):
        sign_in(Client(), f"guess{number}@example.org", "wrong", f"2001:db8::{number + 1}")

    near = sign_in(Client(), grace.email, PASSWORD, "2001:db8::ffff").content.decode()
    far = sign_in(Client(), grace.email, PASSWORD, "2001:db8:1::1")

    assert "Too many failed login attempts. Try again later." in near
    assert far.status_code == 302


def test_an_invitation_leads_to_a_password_and_a_second_factor_but_not_inside(convention):
    ada = User.objects.create_user(email="ada@example.org", name="Ada Lovelace", language="en")
    ada.roles.create(convention=convention, duty=Duty.ORGANISER)
    client = Client()

    begin = client.post(path_of(invitation_link(ada)))["Location"]
    assert client.get(begin)["Location"].startswith("/account/password/set/")
    client.post(
        "/account/password/set/?next=/account/begin/",
        {"password1": PASSWORD, "password2": PASSWORD},
    )
    assert client.get(begin)["Location"].startswith("/account/2fa/totp/activate/")
    assert "2fa" in client.get(f"/manage/{convention.slug}/")["Location"]
    set_up_app(client)

    assert client.get(f"/manage/{convention.slug}/").status_code == 200


def test_the_staff_area_lets_staff_into_the_stages_too(desk, grace, convention):
    cookie = desk.get(f"/manage/{convention.slug}/").cookies[COOKIE]

    holder = check("pass", cookie.value)
    assert (holder.convention, holder.is_staff, holder.number) == (convention.slug, True, grace.pk)
    assert cookie["path"] == f"/{convention.slug}/"
    assert cookie["httponly"]


def test_refused_visitors_get_no_pass(convention):
    mallory = enter(make_user("Mallory"))

    assert COOKIE not in mallory.get(f"/manage/{convention.slug}/").cookies


def test_signing_out_takes_the_pass_back(desk, convention):
    desk.get(f"/manage/{convention.slug}/")

    cookie = desk.post("/account/logout/").cookies[COOKIE]

    assert (cookie.value, cookie["path"], cookie["max-age"]) == ("", f"/{convention.slug}/", 0)


@pytest.mark.parametrize(("language", "words"), [("de", "Anmelden"), ("en", "Sign in")])
def test_the_sign_in_speaks_the_browsers_language(db, language, words):
    page = Client().get("/account/login/", headers={"accept-language": language})

    assert f"<h1>{words}</h1>" in page.text
    assert f'<html lang="{language}"' in page.text


def test_a_person_changes_the_language_they_work_in(desk, grace, convention):
    here = f"/manage/{convention.slug}/"
    desk.post("/account/language/", {"language": "de", "next": here})

    assert "Überblick" in desk.get(here).text
    assert User.objects.get(pk=grace.pk).language == "de"


def test_changing_the_language_leads_to_no_other_host(desk):
    answer = desk.post("/account/language/", {"language": "de", "next": "https://example.com/"})

    assert answer["Location"] == "/account/"


def test_an_outdated_form_says_so_and_gives_back_what_was_typed(desk, convention):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = desk.cookies

    answer = strict.post(
        f"/manage/{convention.slug}/rooms/add/",
        {"name_en": "A hall with a long name", "password": "secret words"},
        headers={"referer": f"http://testserver/manage/{convention.slug}/rooms/"},
    )

    assert answer.status_code == 403
    assert "A hall with a long name" in answer.text
    assert "secret words" not in answer.text
    assert f'href="/manage/{convention.slug}/rooms/"><span' in answer.text
