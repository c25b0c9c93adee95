# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An address counts once it is confirmed; who is known is told so by mail and nowhere else."""

from datetime import timedelta
from ipaddress import ip_network

import pytest
from tests.factories import NOW, text
from tests.registration.worlds import ask, join, make_group, make_purpose, make_registration

from konvent.foundation.networks import network_of
from konvent.foundation.refusals import RefusedError
from konvent.letters.actions import queue_letter, take_letter
from konvent.letters.composing import compose
from konvent.letters.models import Letter
from konvent.registration.actions import issue_ticket, registering, send_ticket_link
from konvent.registration.actions.importing import import_people
from konvent.registration.actions.registering import (
    FORMS_PER_ADDRESS,
    TO_CONFIRM,
    Typed,
    confirm_registration,
    forget_unconfirmed,
    register,
    renew_consents,
)
from konvent.registration.models import Invitation, Registration, Ticket
from konvent.registration.queries import present_consents
from konvent.registration.tables import Line

pytestmark = pytest.mark.django_db

ADA, GRACE = "ada@example.org", "grace@example.org"


@pytest.fixture
def convention():
    return make_registration()


def letters(*kinds):
    """Write every letter of these kinds as it would leave now."""
    found = Letter.objects.order_by("pk")
    found = found.filter(kind__in=kinds) if kinds else found
    return [message for letter in found if (message := compose(letter, at=NOW))]


def test_nothing_is_given_before_the_address_is_confirmed(convention):
    asked = ask(convention, " Ada@Example.org", language="en")

    assert (asked.state, asked.email) == ("unconfirmed", ADA)
    assert not Ticket.objects.exists()
    (letter,) = letters()
    assert letter.subject == "Please confirm: Smart Convention 2026"
    assert f"/{convention.slug}/my/confirm/" in letter.body
    assert "Ada" not in letter.body, "nobody shall send their own words to strangers"


def test_who_confirms_gets_a_ticket_a_calendar_and_a_code(convention):
    confirmed = join(convention, language="en")

    assert confirmed.state == "admitted"
    assert confirmed.ticket == Ticket.objects.get(email=ADA, name="Ada")
    (welcome,) = letters("welcome")
    assert "Good day Ada," in welcome.body
    assert f"/{convention.slug}/ticket/" in welcome.body
    names = [(name, media_type) for name, _content, media_type in welcome.attachments]
    assert names == [("smart-2026.ics", "text/calendar"), ("ticket.png", "image/png")]
    assert b"DTSTART" in welcome.attachments[0][1].encode()


def test_confirming_twice_is_confirming_once(convention):
    asked = ask(convention)

    first = confirm_registration(registration=asked, at=NOW)
    second = confirm_registration(registration=asked, at=NOW)

    assert first == second
    assert Ticket.objects.count() == 1
    assert len(letters("welcome")) == 1


def test_the_same_person_twice_is_told_so_by_mail_and_keeps_one_registration(convention):
    first = join(convention, language="en")
    again = ask(convention, language="en", name="Somebody else")

    told = letters("confirm")[-1]
    assert told.subject == "You have registered already: Smart Convention 2026"
    assert f"/{convention.slug}/ticket/" in told.body
    for _click in range(2):
        assert confirm_registration(registration=again, at=NOW) == first
    assert Registration.objects.get().name == "Ada"


def test_a_known_address_costs_the_same_as_an_unknown_one(convention, django_assert_num_queries):
    join(convention)
    Letter.objects.all().delete()

    for email, network in ((ADA, "a"), ("nobody@example.org", "b")):
        with django_assert_num_queries(15):
            register(
                convention=convention,
                typed=Typed(email=email, name="Ada"),
                network=network,
                at=NOW,
            )

    assert list(Letter.objects.values_list("kind", flat=True)) == ["confirm"] * 2


def test_what_was_never_confirmed_is_forgotten_after_two_days(convention):
    asked = ask(convention)

    forget_unconfirmed(at=NOW + TO_CONFIRM)
    assert Registration.objects.count() == 1
    with pytest.raises(RefusedError):
        confirm_registration(registration=asked, at=NOW + TO_CONFIRM + timedelta(seconds=1))

    forget_unconfirmed(at=NOW + TO_CONFIRM + timedelta(seconds=1))
    assert not Registration.objects.exists()
    assert letters() == []


def test_an_address_and_a_network_can_register_only_so_often(convention, monkeypatch):
    monkeypatch.setattr(registering, "FORMS_PER_NETWORK", 9)
    for _time in range(FORMS_PER_ADDRESS):
        ask(convention)
    with pytest.raises(RefusedError, match="asked for too often"):
        ask(convention)

    typed = [Typed(email=f"{n}@example.org", name="A") for n in range(10)]
    for one in typed[:-1]:
        register(convention=convention, typed=one, network="town hall", at=NOW)
    with pytest.raises(RefusedError, match="people of your network"):
        register(convention=convention, typed=typed[-1], network="town hall", at=NOW)


def test_of_a_large_network_all_may_register_in_the_same_hour(convention, settings, monkeypatch):
    monkeypatch.setattr(registering, "FORMS_PER_NETWORK", 2)
    settings.LARGE_NETWORKS = ((ip_network("192.0.2.0/28"), 4),)
    ministry, home = network_of("192.0.2.7"), network_of("198.51.100.1")

    def come(network):
        for number in range(5):
            typed = Typed(email=f"{network}.{number}@example.org".replace("/", "-"), name="A")
            try:
                register(convention=convention, typed=typed, network=network, at=NOW)
            except RefusedError:
                return number
        return 5

    assert [come(ministry), come(home)] == [4, 2]


def test_codes_cannot_be_guessed_without_end(convention, monkeypatch):
    monkeypatch.setattr(registering, "FORMS_PER_NETWORK", 9)
    make_group(convention, "press", needs_code=True)
    guesses = [Typed(email=f"{n}@example.org", name="A", code=f"G{n}") for n in range(9)]
    for guess in guesses:
        with pytest.raises(RefusedError, match="not, or no longer, valid"):
            register(convention=convention, typed=guess, network="one house", at=NOW)

    with pytest.raises(RefusedError, match="people of your network"):
        register(convention=convention, typed=guesses[0], network="one house", at=NOW)


@pytest.mark.parametrize(
    "rules",
    [
        {"is_on": False},
        {"opens_at": NOW + timedelta(minutes=1)},
        {"closes_at": NOW},
    ],
)
def test_outside_its_times_registration_is_closed(rules):
    with pytest.raises(RefusedError, match="closed"):
        ask(make_registration("closed-2026", **rules))


def test_registration_stays_open_after_the_convention_when_nobody_closes_it(convention):
    later = convention.days.get().ends_at + timedelta(days=100)

    assert join(convention, at=later).ticket.expires_at == later + timedelta(days=365)


def test_who_has_a_ticket_already_keeps_it(convention):
    ticket = issue_ticket(convention=convention, email=ADA, at=NOW)

    assert join(convention).ticket == ticket


def test_what_was_agreed_to_is_kept_in_the_words_of_then(convention):
    words = make_purpose(convention, "mail", "We may write.")
    photo = make_purpose(convention, "photo", "We may show you.")
    registration = join(convention, agreed=(words, photo))
    newer = words.purpose.texts.create(number=2, text=text("We may write weekly."), written_at=NOW)
    later = NOW + timedelta(hours=1)

    for _time in range(2):
        renew_consents(registration=registration, asked=(newer, photo), wanted=(newer,), at=later)

    given = registration.consents.order_by("pk")
    assert [(str(one.text.text), one.given_at, one.withdrawn_at) for one in given] == [
        ("We may write.", NOW, None),
        ("We may show you.", NOW, later),
        ("We may write weekly.", later, None),
    ]
    assert present_consents(registration)[words.purpose_id].text == newer


def test_what_is_not_asked_any_more_is_not_taken_back_in_silence(convention):
    words, photo = make_purpose(convention, "mail"), make_purpose(convention, "photo")
    registration = join(convention, agreed=(words, photo))

    renew_consents(registration=registration, asked=(words,), wanted=(), at=NOW)

    assert set(present_consents(registration)) == {photo.purpose_id}


def test_what_registering_needs_cannot_be_taken_back_alone(convention):
    needed = make_purpose(convention, is_required=True)
    registration = join(convention, agreed=(needed,))

    renew_consents(registration=registration, asked=(needed,), wanted=(), at=NOW)

    assert registration.consents.get().withdrawn_at is None


class TestInvitations:
    @pytest.fixture
    def press(self, convention):
        return make_group(convention, "press", needs_code=True)

    def invite(self, group, code="GUEST7", **facts):
        return Invitation.objects.create(
            convention=group.convention, group=group, code=code, **facts
        )

    def test_a_code_opens_its_group_however_it_is_typed(self, convention, press):
        self.invite(press)

        assert join(convention, code="gue-st 7").group == press

    def test_a_group_for_guests_is_closed_without_a_code(self, convention, press):
        with pytest.raises(RefusedError, match="needs the code"):
            ask(convention, group=press)

    @pytest.mark.parametrize(
        "facts", [{"is_withdrawn": True}, {"ends_at": NOW}, {"code": "OTHER"}], ids=str
    )
    def test_a_code_that_is_over_opens_nothing(self, convention, press, facts):
        self.invite(press, **facts)

        with pytest.raises(RefusedError, match="not, or no longer, valid") as refused:
            ask(convention, code="GUEST7")
        assert refused.value.field == "code"

    def test_a_code_for_one_person_lets_one_person_in(self, convention, press):
        self.invite(press, uses=1)
        asked = [ask(convention, email, code="GUEST7") for email in (ADA, GRACE)]

        confirm_registration(registration=asked[0], at=NOW)
        with pytest.raises(RefusedError, match="not, or no longer, valid"):
            confirm_registration(registration=asked[1], at=NOW)

        assert Ticket.objects.count() == 1


def test_at_nine_o_clock_who_confirms_waits_for_no_table_of_ten_thousand(convention):
    lines = [Line(2, "ada@example.org", "Ada"), Line(3, "edith@example.org", "Edith")]
    import_people(convention=convention, lines=lines, by=None, at=NOW)
    queue_letter(convention=convention, kind="reminder", email="paul@example.org", at=NOW)
    ask(convention, "grace@example.org")
    send_ticket_link(convention=convention, email="ada@example.org", network="192.0.2.1", at=NOW)

    sent = []
    while letter := take_letter(at=NOW):
        sent.append((letter.kind, letter.recipient))

    assert sent == [
        ("confirm", "grace@example.org"),
        ("link", "ada@example.org"),
        ("welcome", "ada@example.org"),
        ("welcome", "edith@example.org"),
        ("reminder", "paul@example.org"),
    ]
