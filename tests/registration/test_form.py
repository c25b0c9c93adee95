# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Anybody registers in the browser: the form, the letter, the click, and one's own page."""

import json
import re

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from tests.factories import NOW, text
from tests.letters.post import have_letters_sent
from tests.registration.worlds import ask, join, make_group, make_purpose, make_registration

from konvent.foundation.models import AuditEntry
from konvent.letters.models import Letter
from konvent.registration.actions import keep_bookmark, revoke_ticket, send_ticket_link
from konvent.registration.actions.deciding import (
    approve_registration,
    cancel_registration,
    decline_registration,
)
from konvent.registration.models import (
    Asking,
    ExtraField,
    Purpose,
    Registration,
    RegistrationRules,
    Ticket,
)
from konvent.registration.tickets import COOKIE

pytestmark = pytest.mark.django_db

FORM = "/smart-2026/my/register/?lang=en"
OWN = "/smart-2026/my/?lang=en"
ADA = "ada@example.org"
TOO_LONG = f"ada@{'.'.join(['a' * 50] * 5)}.org"
"""Valid but for its length: no column holds it."""


@pytest.fixture(autouse=True)
def convention():
    convention = make_registration(organisation=Asking.REQUIRED)
    make_group(convention, "public", name=text("Behörde", "Public body"))
    make_group(convention, "press", name=text("Presse", "Press"), needs_approval=True)
    make_purpose(convention, "rules", "We keep it.", is_required=True)
    make_purpose(convention, "photo", "We *may* show you.")
    ExtraField.objects.create(
        convention=convention,
        slug="diet",
        kind="choice",
        label=text("Essen", "Food"),
        options={"de": "alles\nvegan", "en": "anything\nvegan only"},
    )
    return convention


@pytest.fixture
def typed():
    return {
        "name": "Ada Lovelace",
        "email": ADA,
        "organisation": "Town",
        "group": "public",
        "field_diet": "vegan",
        "consent_rules": "on",
        "consent_photo": "on",
    }


def page(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def link_in(letter, part):
    return re.search(rf"http://[^/]+(/smart-2026/{part}/\S+)", letter.body)[1]


def register(client, typed):
    """Fill in the form, open the link of the letter, click."""
    assert client.post(FORM, typed).status_code == 302
    letter = have_letters_sent()[-1]
    return client.post(link_in(letter, "my/confirm") + "?lang=en")


def test_the_form_leads_to_a_letter_and_the_letter_in(client, convention, typed):
    shown = page(client.get(FORM))
    assert "Public body" in shown
    assert "anything" in shown
    assert "<em>may</em>" in shown

    sent = client.post(FORM, typed, follow=True)
    assert "Please look into your mail" in page(sent)
    assert "no-store" in sent["Cache-Control"]

    path = link_in(have_letters_sent()[0], "my/confirm")
    assert "Yes, this is my address" in page(client.get(path + "?lang=en"))
    assert not Ticket.objects.exists(), "looking at a link confirms nothing"

    own = client.post(path + "?lang=en", follow=True)
    assert own.redirect_chain == [(OWN, 302)]
    assert "My ticket" in page(own)
    assert "vegan only" in page(own)
    assert client.cookies[COOKIE]["path"] == "/smart-2026/"
    assert [letter.subject for letter in have_letters_sent()][1:] == [
        "Your ticket for Smart Convention 2026"
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_beside_each_group_without_a_place_it_stands_for_one_question(
    client, convention, django_assert_num_queries, count
):
    for number in range(count):
        make_group(convention, f"full-{number}", quota=0)

    with django_assert_num_queries(8):
        shown = page(client.get(FORM))

    assert shown.count("At the moment every place is taken") == count


def test_what_is_said_about_oneself_turns_no_line_around(client, typed):
    turned = "Ada\r\n\N{RIGHT-TO-LEFT OVERRIDE}Lovelace"

    register(client, {**typed, "name": turned, "organisation": turned})

    there = Registration.objects.get()
    assert (there.name, there.organisation) == ("Ada Lovelace", "Ada Lovelace")


def test_a_known_and_an_unknown_address_are_answered_alike(client, convention, typed):
    register(client, typed)

    known = Client().post(FORM, typed)
    unknown = Client().post(FORM, {**typed, "email": "nobody@example.org"})

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"email": "ada@example"}, "This is no e-mail address."),
        ({"email": TOO_LONG}, "at most 254 characters"),
        ({"email": "ada@example.org\N{RIGHT-TO-LEFT OVERRIDE}"}, "This is no e-mail address."),
        ({"name": ""}, "Please give your name."),
        ({"organisation": ""}, "Please give your organisation."),
        ({"group": ""}, "Please choose what you come as."),
        ({"consent_rules": ""}, "Without this you cannot register."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, convention, typed, wrong, said):
    answer = page(client.post(FORM, {**typed, **wrong}), 422)

    assert said in answer
    assert 'value="Town"' in answer or "organisation" in wrong
    assert not Registration.objects.exists()


def test_a_closed_form_says_so_in_words(client, convention):
    convention.registration_rules.is_on = False
    convention.registration_rules.save()

    assert "Registration is closed" in page(client.get(FORM))
    assert "Registration is closed" in page(client.post(FORM, {}))


@pytest.mark.parametrize(
    ("path", "way"), [("confirm", "/smart-2026/my/register/"), ("registered", "/smart-2026/door/")]
)
def test_a_link_that_was_changed_shows_the_way(client, convention, path, way):
    answer = page(client.get(f"/smart-2026/my/{path}/smart-2026~r~1~99999999999.abc/"), 422)

    assert re.findall(r'kern-btn--primary" href="([^"?]+)', answer) == [way]


def test_who_waits_gets_the_way_to_their_data_again_though_registration_is_closed(
    client, convention, typed
):
    register(client, {**typed, "group": "press"})
    RegistrationRules.objects.update(is_on=False)
    have_letters_sent()
    mail.outbox.clear()

    Client().post("/smart-2026/door/?lang=de", {"email": typed["email"]})

    (letter,) = have_letters_sent()
    assert letter.subject == "Your link to your registration: Smart Convention 2026"
    later = Client()
    assert later.get(link_in(letter, "my/registered")).status_code == 302
    assert "My registration" in page(later.get(OWN))
    assert later.get("/smart-2026/my/data.json").json()["registration"]["name"] == typed["name"]


def test_who_was_declined_or_never_confirmed_gets_no_link(convention):
    ask(convention, "ada@example.org")
    declined = join(convention, "grace@example.org")
    decline_registration(registration=declined, at=NOW, by=None)
    have_letters_sent()
    mail.outbox.clear()

    for email in ("ada@example.org", "grace@example.org"):
        send_ticket_link(convention=convention, email=email, network="192.0.2.1", at=timezone.now())

    assert have_letters_sent() == []


def test_who_waits_for_approval_sees_how_it_stands_and_nothing_more(client, convention, typed):
    own = register(client, {**typed, "group": "press"})

    assert own["Location"] == OWN
    assert "Somebody looks at it" in page(client.get(OWN))
    assert not Ticket.objects.exists()

    later = Client()
    letter = have_letters_sent()[-1]
    assert later.get(link_in(letter, "my/registered")).status_code == 302
    assert "My registration" in page(later.get(OWN))


class TestOnesOwnPage:
    @pytest.fixture
    def ada(self, client, typed):
        """Ada's browser after she has registered."""
        register(client, typed)
        return client

    def test_what_was_said_can_be_changed(self, ada):
        change = "/smart-2026/my/change/?lang=en"
        assert 'value="Ada Lovelace"' in page(ada.get(change))

        answer = ada.post(change, {"name": "Countess", "organisation": "London", "field_diet": ""})

        assert answer.status_code == 302
        own = page(ada.get(OWN))
        assert "Countess" in own
        assert "vegan" not in own
        assert Ticket.objects.get().name == "Countess"
        entry = AuditEntry.objects.get(thing="registration", verb="change")
        assert "London" not in json.dumps(entry.changes)

    def test_what_was_said_to_a_question_that_was_removed_since_is_kept_and_shown(self, ada):
        ExtraField.objects.all().delete()

        ada.post("/smart-2026/my/change/?lang=en", {"name": "Countess", "organisation": "London"})

        assert Registration.objects.get().answers == {"diet": "vegan"}
        for path in ("", "data/"):
            shown = page(ada.get(f"/smart-2026/my/{path}?lang=en"))
            assert "<dt>diet (not asked any more)</dt><dd>vegan</dd>" in shown
        kept = ada.get("/smart-2026/my/data.json").json()
        assert kept["registration"]["answers"] == {"diet": "vegan"}

    def test_a_change_that_is_not_right_changes_nothing(self, ada):
        page(ada.post("/smart-2026/my/change/?lang=en", {"name": "", "organisation": "X"}), 422)

        assert Registration.objects.get().name == "Ada Lovelace"

    def test_a_free_consent_is_taken_back_and_given_again(self, ada):
        consents = "/smart-2026/my/consents/?lang=en"

        ada.post(consents, {})
        ada.post(consents, {"consent_photo": "on"})

        given = Registration.objects.get().consents.order_by("pk")
        slugs = [(one.text.purpose.slug, one.withdrawn_at is None) for one in given]
        assert slugs == [("rules", True), ("photo", False), ("photo", True)]

    def test_who_only_asks_for_the_head_takes_nothing_back(self, ada):
        ada.post("/smart-2026/my/consents/?lang=en", {"consent_photo": "on"})

        assert ada.head("/smart-2026/my/consents/?lang=en").status_code == 405

        consents = Registration.objects.get().consents
        assert not consents.exclude(withdrawn_at=None).exists()

    def test_newer_words_are_agreed_to_anew(self, ada):
        ada.post("/smart-2026/my/consents/?lang=en", {"consent_photo": "on"})
        photo = Purpose.objects.get(slug="photo")
        photo.texts.create(number=2, text=text("We show you."), written_at=timezone.now())
        box = 'id="consent_photo"'

        asked = page(ada.get(OWN))
        ada.post("/smart-2026/my/consents/?lang=en", {"consent_photo": "on"})
        agreed = page(ada.get(OWN))

        assert f"{box} aria" in asked
        assert "you agreed to earlier words, version 1; these are new." in asked
        assert f"{box} checked aria" in agreed
        assert "version 2." in agreed

    def test_everything_can_be_taken_along(self, ada):
        keep_bookmark(ticket=Ticket.objects.get(), codes=["S1"])

        file = ada.get("/smart-2026/my/data.json")
        kept = json.loads(file.content)

        assert file["Content-Disposition"] == 'attachment; filename="konvent-smart-2026.json"'
        assert kept["registration"]["email"] == ADA
        assert kept["registration"]["consents"][0]["text"] == "We keep it."
        assert kept["agenda"] == ["S1"]
        assert [letter["kind"] for letter in kept["letters"]] == ["confirm", "welcome"]
        readable = page(ada.get("/smart-2026/my/data/?lang=en"))
        assert "We keep it." in readable
        assert "Please confirm" in readable
        assert "<dt>Language</dt><dd>English</dd>" in readable

    def test_everything_is_deleted_after_a_look_at_what_that_means(self, ada):
        leave = "/smart-2026/my/leave/?lang=en"
        ticket = Ticket.objects.get()
        keep_bookmark(ticket=ticket, codes=["S1"])
        assert "What everybody saw stays as a record" in page(ada.get(leave))
        assert "tick the box" in page(ada.post(leave, {}))
        assert Registration.objects.exists()

        assert "It is deleted" in page(ada.post(leave, {"sure": "on"}))

        ticket.refresh_from_db()
        assert (ticket.name, ticket.email, ticket.revoked_at is None) == ("", "", False)
        assert not ticket.bookmarks.exists()
        assert not Registration.objects.exists()
        assert not Letter.objects.exists()
        log = json.dumps(list(AuditEntry.objects.values("thing_name", "changes")), default=str)
        assert "Ada" not in log
        assert ADA not in log
        assert ada.cookies[COOKIE].value == ""

    def test_who_was_admitted_meanwhile_finds_the_ticket_where_the_place_was(self, client, typed):
        register(client, {**typed, "group": "press"})
        assert "Somebody looks at it" in page(client.get(OWN))
        approve_registration(registration=Registration.objects.get(), at=timezone.now(), by=None)
        ticket, before = Ticket.objects.get(), client.cookies[COOKIE].value

        assert "this browser opens the stages from now on" in page(client.get(OWN))
        assert client.cookies[COOKIE].value.startswith(f"smart-2026~t~{ticket.pk}~")
        revoke_ticket(ticket=ticket, at=timezone.now(), actor=None)
        client.cookies[COOKIE] = before
        assert "<h1>My registration</h1>" in page(client.get(OWN))

    def test_who_was_declined_reads_why_there_as_well(self, client, typed):
        register(client, {**typed, "group": "press"})
        ada = Registration.objects.get()
        decline_registration(registration=ada, at=timezone.now(), by=None, reason="Too <late>")

        for path in ("", "data/"):
            assert "Too &lt;late&gt;" in page(client.get(f"/smart-2026/my/{path}?lang=en"))

    def test_who_leaves_may_come_again(self, ada, typed):
        ada.post("/smart-2026/my/leave/?lang=en", {"sure": "on"})

        register(Client(), typed)

        assert Registration.objects.get().state == "admitted"
        assert Ticket.objects.filter(revoked_at=None).count() == 1

    @pytest.mark.parametrize("path", ["", "change/", "data/", "data.json", "leave/"])
    def test_nobody_else_sees_any_of_it(self, ada, path):
        assert Client().get(f"/smart-2026/my/{path}").status_code == 302

        cancel_registration(registration=Registration.objects.get(), at=timezone.now(), by=None)
        assert ada.get(f"/smart-2026/my/{path}").status_code == 302

    def test_another_site_can_delete_nobody(self, ada):
        strict = Client(enforce_csrf_checks=True)
        strict.cookies[COOKIE] = ada.cookies[COOKIE].value

        assert strict.post("/smart-2026/my/leave/", {"sure": "on"}).status_code == 403
        assert Registration.objects.exists()


def test_mail_is_sent_to_nobody_but_who_registered(client, convention, typed):
    register(client, typed)

    assert {tuple(letter.to) for letter in mail.outbox} == {(ADA,)}
