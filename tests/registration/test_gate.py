# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The gate: every verdict it can give, and that it reads the house right."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.factories import make_convention, make_user

from konvent.convention.events import ENTRANCES
from konvent.convention.models import Convention, StageAccess
from konvent.foundation import bus
from konvent.foundation.access import Access, Backstage
from konvent.foundation.intents import Participant
from konvent.people.actions.staff import give_duty, take_duty
from konvent.people.models import Duty
from konvent.registration.actions import make_speaker_link, revoke_speaker_link
from konvent.registration.gate import Entrance, Gate, Verdict, pass_in, read_gate
from konvent.registration.models import Ticket
from konvent.registration.tickets import Pass, sign

NOON = datetime(2026, 9, 5, 12, tzinfo=UTC)
NOW = 1_900_000_000
LATER = NOW + 3600
GATE = Gate(
    {
        "open": Entrance("open", "de", ("de", "en"), is_open=True),
        "closed": Entrance(
            "closed",
            "de",
            ("de", "en"),
            is_open=False,
            revoked=frozenset({13}),
            staff={1: frozenset({"moderate", "work"}), 13: frozenset({"work"})},
            speakers={5: "S1"},
        ),
    }
)


def holder(convention="closed", kind="t", number=1, expires=LATER, backstage=None):
    return Pass(convention, kind, number, expires, backstage=backstage)


ADA = Pass("closed", "p", 5, LATER)
"""On stage in the session S1."""


@pytest.mark.parametrize(
    ("access", "convention", "visitor", "verdict"),
    [
        (Access.PUBLIC, "closed", None, Verdict.WELCOME),
        (Access.PUBLIC, "nowhere", None, Verdict.UNKNOWN_CONVENTION),
        (Access.STAGE, "open", None, Verdict.WELCOME),
        (Access.STAGE, "closed", None, Verdict.NO_TICKET),
        (Access.STAGE, "closed", holder(), Verdict.WELCOME),
        (Access.STAGE, "closed", holder(expires=NOW), Verdict.EXPIRED),
        (Access.STAGE, "closed", holder(number=13), Verdict.REVOKED),
        (Access.STAGE, "closed", holder(convention="open"), Verdict.WRONG_CONVENTION),
        (Access.STAGE, "closed", holder(kind="s", number=13), Verdict.WELCOME),
        (Access.STAFF, "open", None, Verdict.NO_TICKET),
        (Access.STAFF, "closed", holder(), Verdict.STAFF_ONLY),
        (Access.STAFF, "closed", holder(kind="s"), Verdict.WELCOME),
        (Access.STAFF, "closed", holder(kind="s", expires=NOW), Verdict.EXPIRED),
        (Access.MODERATE, "closed", holder(kind="s"), Verdict.WELCOME),
        (Access.MODERATE, "closed", holder(kind="s", number=13), Verdict.STAFF_ONLY),
        (Access.MODERATE, "closed", holder(), Verdict.STAFF_ONLY),
        (Access.PRODUCE, "closed", holder(kind="s"), Verdict.STAFF_ONLY),
        (Access.STAFF, "closed", holder(kind="s", number=2), Verdict.REVOKED),
        (Access.STAGE, "closed", holder(kind="s", number=2), Verdict.REVOKED),
        (Access.STAGE, "closed", holder(kind="v"), Verdict.NO_TICKET),
        (Access.STAFF, "closed", holder(kind="v"), Verdict.NO_TICKET),
        (Access.STAGE, "open", holder("open", kind="v"), Verdict.WELCOME),
        (Backstage("S1"), "closed", ADA, Verdict.WELCOME),
        (Backstage("S2"), "closed", ADA, Verdict.STAFF_ONLY),
        (Backstage("S1"), "closed", holder(backstage=ADA), Verdict.WELCOME),
        (Backstage("S1"), "closed", holder(expires=NOW, backstage=ADA), Verdict.WELCOME),
        (Backstage("S1"), "closed", holder(), Verdict.STAFF_ONLY),
        (Backstage("S1"), "closed", holder(number=5), Verdict.STAFF_ONLY),
        (Backstage("S1"), "closed", holder(kind="s"), Verdict.WELCOME),
        (Backstage("S1"), "closed", holder(kind="p", number=6), Verdict.REVOKED),
        (Backstage("S1"), "closed", holder(kind="p", number=5, expires=NOW), Verdict.EXPIRED),
        (Backstage("S1"), "open", ADA, Verdict.WRONG_CONVENTION),
        (Backstage("S1"), "closed", None, Verdict.NO_TICKET),
        (Access.STAGE, "closed", ADA, Verdict.WELCOME),
        (Access.STAGE, "closed", holder(kind="v", backstage=ADA), Verdict.WELCOME),
        (Access.STAFF, "closed", ADA, Verdict.STAFF_ONLY),
        (Access.MODERATE, "closed", ADA, Verdict.STAFF_ONLY),
    ],
)
def test_the_gate_says(access, convention, visitor, verdict):
    assert GATE.admits(access, convention, visitor, now=NOW) is verdict


@pytest.mark.parametrize(
    ("visitor", "participant"),
    [
        (holder(), Participant("t1")),
        (holder(kind="v", number=13), Participant("v13")),
        (holder(kind="s"), Participant("s1", frozenset({"moderate", "work"}))),
        (holder(number=13), None),
        (holder(kind="s", number=2), None),
        (holder(expires=NOW), None),
        (holder("open"), None),
    ],
)
def test_who_takes_part(visitor, participant):
    assert GATE.participant(visitor, "closed", now=NOW) == participant


def test_the_pass_is_found_among_other_cookies():
    token = sign("pass", holder())

    assert pass_in(f"theme=x; konvent_pass={token}; y=1") == holder()
    assert pass_in("theme=x") is None
    assert pass_in("konvent_pass=nonsense") is None


def test_a_backstage_pass_is_found_alone_and_beside_another():
    backstage = f"konvent_speaker={sign('backstage', ADA)}"

    assert pass_in(backstage) == ADA
    assert pass_in(f"{backstage}; konvent_pass={sign('pass', holder())}") == holder(backstage=ADA)
    assert pass_in(f"konvent_speaker={sign('pass', ADA)}") is None
    assert pass_in(f"konvent_speaker={sign('speaker', ADA)}") is None


def test_a_cookie_whose_name_only_ends_alike_is_not_the_pass():
    assert pass_in(f"not_konvent_pass={sign('pass', holder())}") is None


def test_cookies_that_somebody_adds_take_no_pass_away():
    own = f"konvent_pass={sign('pass', holder())}; konvent_speaker={sign('backstage', ADA)}"
    others = f"konvent_pass={sign('pass', holder(number=2))}"
    nonsense = "konvent_pass=nonsense; konvent_speaker=nonsense"

    for cookies in (f"{own}; {others}", f"{own}; {nonsense}", f"{nonsense}; {own}"):
        assert pass_in(cookies) == holder(backstage=ADA)


@pytest.mark.django_db
def test_the_gate_is_read_from_the_house():
    at = datetime(2026, 9, 5, 12, tzinfo=UTC)
    earlier = Convention.objects.create(slug="earlier", title={"de": "Früher"}, languages=["de"])
    Convention.objects.create(
        slug="now", title={"de": "Jetzt"}, is_current=True, stage_access=StageAccess.OPEN
    )
    Convention.objects.create(slug="hidden", title={"de": "Entwurf"}, is_public=False)
    revoked = Ticket.objects.create(
        convention=earlier, issued_at=at, expires_at=at + timedelta(days=9), revoked_at=at
    )
    Ticket.objects.create(convention=earlier, issued_at=at, expires_at=at, revoked_at=at)

    gate = read_gate(at=at)

    assert list(gate.entrances) == ["now", "earlier"]
    assert gate.entrances["now"].is_open
    assert gate.entrances["earlier"] == Entrance(
        "earlier", "de", ("de",), is_open=False, revoked=frozenset({revoked.pk})
    )


@pytest.mark.django_db
def test_the_gate_knows_what_the_staff_may_do_where_they_do_it():
    here, there = make_convention("here"), make_convention("there")
    ada = make_user("Ada Lovelace", Duty.MODERATOR, here)
    grace = make_user("Grace Hopper", Duty.ORGANISER)
    make_user("Charles Babbage", Duty.ORGANISER, here, is_active=False)
    everything = frozenset({"organise", "produce", "moderate", "check_in", "work"})

    entrances = read_gate().entrances

    assert entrances["here"].staff == {
        ada.pk: frozenset({"moderate", "work"}),
        grace.pk: everything,
    }
    assert entrances["there"].staff == {grace.pk: everything}
    assert there.pk


@pytest.mark.django_db(transaction=True)
def test_a_duty_that_is_given_or_taken_is_announced_at_the_entrances(monkeypatch):
    heard = []
    monkeypatch.setattr(bus, "publish", heard.extend)
    convention, ada = make_convention("here"), make_user("Ada Lovelace")

    role = give_duty(user=ada, convention=convention, duty=Duty.MODERATOR, at=NOON)
    give_duty(user=ada, convention=convention, duty=Duty.MODERATOR, at=NOON)
    take_duty(role=role, at=NOON)

    assert heard == [ENTRANCES, ENTRANCES]
    assert read_gate().entrances["here"].staff == {}


@pytest.mark.django_db(transaction=True)
def test_a_speakers_link_that_is_made_or_revoked_is_announced_at_the_entrances(monkeypatch):
    heard = []
    monkeypatch.setattr(bus, "publish", heard.extend)
    making = {"convention": make_convention("here"), "code": "S1", "actor": None, "at": NOON}

    link = make_speaker_link(**making, name="Ada Lovelace")
    other = make_speaker_link(**making, name="Screen")
    assert read_gate().entrances["here"].speakers == {link.pk: "S1", other.pk: "S1"}
    for _ in range(2):
        revoke_speaker_link(link=link, actor=None, at=NOON)

    assert heard == [ENTRANCES] * 3
    assert read_gate().entrances["here"].speakers == {other.pk: "S1"}
