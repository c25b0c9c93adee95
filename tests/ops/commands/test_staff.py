# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""`konvent user add` and `konvent sign-in-link`, run the way the command line runs them."""

import json
from urllib.parse import urlsplit

import pytest
from django.test import Client
from tests.commands import run_here
from tests.factories import make_convention, make_user

from konvent.foundation.models import AuditEntry
from konvent.ops.commands import sign_in_link, user
from konvent.people.models import Role, User


def test_the_first_organiser_gets_an_account_and_a_way_in(db, capsys):
    assert run_here(user, "add", "ada@example.org", "--name", "Ada Lovelace") == 0

    printed = capsys.readouterr().out
    assert "Ada Lovelace <ada@example.org> is organiser in all conventions." in printed
    (role,) = Role.objects.select_related("user")
    assert (role.user.email, role.duty, role.convention) == ("ada@example.org", "organiser", None)
    assert {entry.actor_name for entry in AuditEntry.objects.all()} == {"konvent"}


def test_a_duty_can_be_for_one_convention_only(db, capsys):
    convention = make_convention()

    run_here(
        user,
        "add",
        "p@example.org",
        "--name",
        "P",
        "--duty",
        "producer",
        "--convention",
        "smart-2026",
    )

    assert Role.objects.get().convention == convention


def test_adding_somebody_twice_adds_nobody(db, capsys):
    for _ in range(2):
        run_here(user, "add", "ada@example.org", "--name", "Ada Lovelace", "--json")

    assert (User.objects.count(), Role.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["ada@example.org", "--convention", "nowhere"], "There is no convention called nowhere."),
        (["ada"], "ada is no e-mail address."),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(db, capsys, words, reason):
    assert run_here(user, "add", *words, "--name", "Ada") == 1

    assert capsys.readouterr().err == f"{reason}\n"
    assert User.objects.count() == 0


def test_a_sign_in_link_works(db, capsys):
    ada = make_user("Ada Lovelace")

    assert run_here(sign_in_link, ada.email.upper(), "--json") == 0

    answer = json.loads(capsys.readouterr().out)
    assert answer["email"] == ada.email
    assert Client().post(urlsplit(answer["link"]).path)["Location"] == "/manage/"


def test_nobody_gets_no_link(db, capsys):
    assert run_here(sign_in_link, "nobody@example.org") == 1

    assert "Nobody here has the address nobody@example.org." in capsys.readouterr().err
