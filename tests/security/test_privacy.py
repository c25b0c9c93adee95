# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The page about privacy tells the truth: which cookies there are, and what is kept how long."""

import os
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone
from tests.factories import make_user, make_world, publish

from konvent.audience.actions.asking import ask_questions
from konvent.audience.actions.forgetting import REMEMBERED, forget_persons
from konvent.audience.models import Question, QuestionDefaults, Support
from konvent.audience.wishes import Ask
from konvent.config.worker import FORGETS, SWEEPS, tidy
from konvent.foundation.intents import Intent, Participant, apply_one
from konvent.foundation.jobs import KEPT as JOBS_KEPT
from konvent.foundation.jobs import forget_jobs
from konvent.letters.actions import KEPT as LETTERS_KEPT
from konvent.letters.actions import forget_letters, queue_letter, take_letter
from konvent.letters.kinds import KINDS
from konvent.letters.models import Letter
from konvent.letters.outbox import LIES_FOR, forget_outbox
from konvent.library.actions import (
    ask_for_films,
    ask_store_to_catch_up,
    forget_exchanges,
    forget_recordings,
    forget_strays,
    forget_workshops,
    honour_refusals_elsewhere,
)
from konvent.library.actions.forgetting import STRAY_AFTER
from konvent.library.models import RecordingRules
from konvent.people.links import one_time_link
from konvent.people.models import Duty
from konvent.people.participants import KEPT_FOR as CONFIRMED_FOR
from konvent.programme.uploads import LASTS as UPLOADS_LAST
from konvent.programme.uploads import forget_uploads
from konvent.registration.actions import (
    forget_link_requests,
    forget_speaker_links,
    issue_ticket,
    make_speaker_link,
    send_ticket_link,
)
from konvent.registration.actions.checking_in import KEPT_AFTER, forget_scans
from konvent.registration.actions.lanes import ASSISTANCE_KEPT, forget_assistance
from konvent.registration.actions.leaving import KEPT_WHEN_OVER, forget_past
from konvent.registration.actions.registering import TO_CONFIRM, forget_unconfirmed
from konvent.registration.actions.requests import WINDOW
from konvent.registration.actions.tickets import LASTS_AFTER, SPEAKERS_STAY
from konvent.registration.admission import PLACE_LASTS
from konvent.registration.house import FORGOTTEN_AFTER
from konvent.registration.links import (
    REGISTERED_LASTS,
    STAFF_PASS_LASTS,
    VISITOR_PASS_LASTS,
    speaker_link,
)
from konvent.registration.models import LinkRequest, Registration
from konvent.registration.tickets import COOKIE, Pass, sign
from konvent.stage.actions import forget_airings, forget_troubles
from konvent.stage.actions.airings import KEPT as AIRINGS_KEPT
from konvent.stage.actions.past_troubles import KEPT as TROUBLES_KEPT
from konvent.stage.films import LONGEST_ARRIVAL, sweep_films

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).parents[2]
SOURCE = "\n".join(file.read_text() for file in (ROOT / "src").glob("**/*.py"))
SET_BY = {
    *re.findall(r"\.set_cookie\(\s*([^\s,]+)", SOURCE),
    *re.findall(r"(?:return|,) _cookie\(([^\s,]+),", SOURCE),
}
"""The constants that hold the names of cookies the application and the front set."""
NAMES = {
    constant: name
    for constant, name in re.findall(
        r'^([A-Z_]+)(?:, [A-Z_]+)? = "(konvent_\w+)"', SOURCE, re.MULTILINE
    )
    if constant in SET_BY or constant.endswith("COOKIE_NAME")
}
OURS = set(NAMES.values())


@pytest.fixture
def convention():
    world = make_world()
    publish(world)
    return world


@pytest.fixture
def privacy(convention):
    return Client().get("/smart-2026/en/privacy/").content.decode()


def length(lasts, language):
    """A time as the documentation says it: in days, hours or minutes."""
    names = {
        timedelta(days=1): {"en": "day days", "de": "Tag Tage"},
        timedelta(hours=1): {"en": "hour hours", "de": "Stunde Stunden"},
        timedelta(minutes=1): {"en": "minute minutes", "de": "Minute Minuten"},
    }
    unit = next(unit for unit in names if lasts >= unit and not lasts % unit)
    one, many = names[unit][language].split()
    return f"{lasts // unit} {one if lasts == unit else many}"


def row(page, begins):
    """The last cell of the one row that begins so."""
    (cells,) = re.findall(rf"^\| \*\*{begins}.*\| (.+) \|$", page, re.MULTILINE)
    return cells


KEPT_BY_DEFAULT = timedelta(days=RecordingRules._meta.get_field("days_kept").default)
RULES = {
    forget_link_requests: [("Who asked for a form", "Wer nach einem Formular", WINDOW)],
    forget_unconfirmed: [("What was typed", "Was eingegeben", TO_CONFIRM)],
    forget_past: [
        ("Ticket", "Ticket", LASTS_AFTER),
        ("Who still waits", "Wer noch wartet", KEPT_WHEN_OVER),
        ("What was declined", "Was abgelehnt", KEPT_WHEN_OVER),
    ],
    forget_assistance: [("Who needs assistance", "Wer am Einlass", ASSISTANCE_KEPT)],
    forget_speaker_links: [("Speakers' links", "Links für Mitwirkende", SPEAKERS_STAY)],
    forget_scans: [("Check-ins", "Check-ins", KEPT_AFTER)],
    forget_recordings: [("Recordings", "Aufzeichnungen", KEPT_BY_DEFAULT)],
    forget_strays: [("What is left", "Was von Filmen", STRAY_AFTER)],
    forget_exchanges: [],  # it puts playlists right, and deletes none
    forget_workshops: [("What is left", "Was von Filmen", STRAY_AFTER)],
    honour_refusals_elsewhere: [],  # it withholds, and deletes nothing
    ask_store_to_catch_up: [],  # it deletes what was to be deleted already
    ask_for_films: [],  # it makes something
    forget_jobs: [("What the worker", "Was der Hintergrunddienst", JOBS_KEPT)],
    forget_airings: [("What was on stage", "Was auf der Bühne", AIRINGS_KEPT)],
    forget_troubles: [("What was on stage", "Was auf der Bühne", TROUBLES_KEPT)],
    forget_letters: [
        ("Which letters", "Welche Briefe", LETTERS_KEPT),
        ("What was typed", "Was eingegeben", KINDS["confirm"].lasts),
    ],
    forget_persons: [("Who asked, supported", "Wer fragte, unterstützte", REMEMBERED)],
    sweep_films: [("What is left", "Was von Filmen", timedelta(seconds=LONGEST_ARRIVAL))],
    forget_outbox: [("The letters themselves", "Die Briefe selbst", LIES_FOR)],
    forget_uploads: [("A table of people", "Eine Tabelle", UPLOADS_LAST)],
}
"""Of everything that the worker forgets: where the documentation says after which time."""


def test_the_documentation_says_of_everything_that_is_forgotten_after_how_long():
    assert list(RULES) == [*FORGETS, *SWEEPS]

    english = (ROOT / "docs/use/privacy.md").read_text()
    german = (ROOT / "docs/use/de/privacy.md").read_text()
    forgotten_after = timedelta(seconds=FORGOTTEN_AFTER)
    for named, genannt, lasts in (rule for rules in RULES.values() for rule in rules):
        assert row(english, named).startswith(length(lasts, "en"))
        assert row(german, genannt).startswith(length(lasts, "de"))
    assert row(english, "Sign-in") == f"{settings.SESSION_COOKIE_AGE // 3600} hours"
    assert row(english, "In which queue").endswith(length(forgotten_after, "en"))
    assert f"seit {length(forgotten_after, 'de')} " in row(german, "In welcher Warteschlange")
    assert row(german, "Angemeldet sein") == f"{settings.SESSION_COOKIE_AGE // 3600} Stunden"


def test_the_documentation_says_how_long_cookies_last():
    directory = re.search(r'ANSWER, KEPT_FOR = "konvent_saml_answer", (\d+)', SOURCE)
    lasts = {
        "which registration": REGISTERED_LASTS,
        "a number drawn by lot": VISITOR_PASS_LASTS,
        "who they are, to the stages": STAFF_PASS_LASTS,
        "their number in the queue, and which queue": timedelta(seconds=PLACE_LASTS),
        "that they are signed in": timedelta(seconds=settings.SESSION_COOKIE_AGE),
        "which addresses the directory has confirmed": timedelta(seconds=CONFIRMED_FOR),
        "which answer of it this browser brought": timedelta(seconds=int(directory[1])),
    }
    page = (ROOT / "docs/use/privacy.md").read_text()
    for says, time in lasts.items():
        assert f"| {says} | {length(time, 'en')} |" in page


def link_for_ada(convention):
    code, at = convention.sessions.first().code, timezone.now()
    return make_speaker_link(convention=convention, code=code, name="Ada", actor=None, at=at)


def test_every_cookie_is_named(convention, privacy):
    client = Client()

    client.get("/smart-2026/door/")
    client.get(urlsplit(speaker_link(link_for_ada(convention))).path)
    client.post(urlsplit(one_time_link(make_user("Grace", Duty.ORGANISER, convention))).path)
    client.post("/account/language/", {"language": "en"})
    client.post(
        "/manage/smart-2026/tracks/add/", {"name_de": "Data", "colour": "blue", "position": "9"}
    )
    client.get("/manage/smart-2026/tracks/")

    assert set(client.cookies) < OURS
    assert set(re.findall(r"konvent_\w+", privacy)) == OURS


@pytest.mark.parametrize("page", ["docs/use/privacy.md", "docs/use/de/privacy.md"])
def test_the_documentation_names_every_cookie_too(page):
    assert set(re.findall(r"^\| `(konvent_\w+)`", (ROOT / page).read_text(), re.MULTILINE)) == OURS


def test_no_cookie_is_set_but_by_the_constant_that_holds_its_name():
    assert {name.removeprefix("settings.") for name in SET_BY} <= NAMES.keys()
    assert {"COOKIE", "PLACE_COOKIE", "STAGE_COOKIE", "ANSWER", "CONFIRMED"} <= SET_BY


def test_the_sign_in_lasts_as_long_as_it_says(privacy):
    assert f"{settings.SESSION_COOKIE_AGE // 3600} hours" in privacy
    assert f"{STAFF_PASS_LASTS // timedelta(hours=1)} hours" in privacy
    assert f"konvent_pass for {VISITOR_PASS_LASTS.days} days" in privacy


def test_the_cookie_of_the_forms_ends_with_the_browser(convention):
    answer = Client().get("/smart-2026/door/")

    assert answer.cookies[settings.CSRF_COOKIE_NAME]["max-age"] == ""


def test_who_asked_for_a_link_is_forgotten_though_nobody_asks_again(convention):
    for hours, address in ((0, "grace@example.org"), (2, "ada@example.org")):
        moment = timezone.now() - timedelta(hours=hours)
        send_ticket_link(convention=convention, email=address, network="192.0.2.1", at=moment)
    assert LinkRequest.objects.count() == 4

    tidy()

    assert LinkRequest.objects.count() == 2
    assert not LinkRequest.objects.filter(at__lt=timezone.now() - timedelta(hours=1)).exists()


def test_a_sign_in_that_is_over_is_forgotten(convention):
    Client().post(urlsplit(one_time_link(make_user("Grace"))).path)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))

    tidy()

    assert not Session.objects.exists()


def test_what_cannot_be_forgotten_keeps_nothing_else(settings, tmp_path, caplog):
    settings.OUTBOX = tmp_path
    stuck = tmp_path / "stuck.eml"
    stuck.mkdir()  # no letter, and nothing that unlink can delete
    os.utime(stuck, (0, 0))
    Client().post(urlsplit(one_time_link(make_user("Grace"))).path)
    Session.objects.update(expire_date=timezone.now() - timedelta(minutes=1))

    tidy()

    assert "The worker failed" in caplog.text
    assert not Session.objects.exists()


def test_who_asked_is_forgotten_as_long_after_as_the_page_says(convention, privacy):
    assert f"{REMEMBERED.days} days after the last day of the convention" in privacy
    code = convention.sessions.get(title__en="Opening").code
    last = timezone.now() - REMEMBERED - timedelta(days=1)
    wish = Ask(code, uuid4(), "Who pays?", "Ada", is_sure=True)
    convention.days.update(starts_at=last - timedelta(hours=8), ends_at=last)
    convention.sessions.update(starts_at=last)
    publish(convention, last)
    apply_one(ask_questions, Intent(convention.slug, Participant("t1"), wish), at=last)

    tidy()

    question = Question.objects.get()
    assert (question.author, question.name, question.text) == ("", "", "")
    assert not Support.objects.exists()


def test_that_somebody_got_a_letter_is_forgotten_when_the_page_says(convention, privacy):
    assert f"known for {LETTERS_KEPT.days} days after it was last of use" in privacy
    long_ago = timezone.now() - LETTERS_KEPT - KINDS["link"].lasts - timedelta(hours=1)
    queue_letter(convention=convention, kind="link", email="ada@example.org", at=long_ago)
    take_letter(at=timezone.now())  # it is of no use any more

    tidy()

    assert not Letter.objects.exists()


def test_a_registration_is_forgotten_as_soon_as_the_page_says(convention, privacy):
    assert timedelta(days=2) == TO_CONFIRM
    assert "after two days without your confirmation it is deleted" in privacy
    assert timedelta(days=365) == LASTS_AFTER
    assert "when your ticket ends, a year after the last day" in privacy
    assert f"declined or cancelled, after {KEPT_WHEN_OVER.days} days" in privacy
    assert f"opens that page for {REGISTERED_LASTS.days} days" in privacy
    now = timezone.now()
    facts = {"convention": convention, "name": "Ada"}
    unconfirmed = {**facts, "email": "a@example.org", "asked_at": now - TO_CONFIRM}
    Registration.objects.create(**unconfirmed)
    over = {"asked_at": now, "state": "declined", "decided_at": now - KEPT_WHEN_OVER}
    Registration.objects.create(**facts, email="b@example.org", **over)
    Registration.objects.create(**facts, email="c@example.org", asked_at=now)

    tidy()

    assert Registration.objects.get().email == "c@example.org"


def test_asking_without_a_script_needs_no_session(convention):
    ticket = issue_ticket(convention=convention, email="ada@example.org", at=timezone.now())
    client = Client()
    expires = int(ticket.expires_at.timestamp())
    client.cookies[COOKIE] = sign("pass", Pass(convention.slug, "t", ticket.pk, expires))
    code = convention.sessions.get(title__en="Opening").code
    QuestionDefaults.objects.create(convention=convention)
    convention.floors.create(session_code=code, taking="open")

    typed = {"text": "Who pays?", "name": "", "key": str(uuid4())}
    assert client.post(f"/{convention.slug}/my/questions/{code}/", typed).status_code == 302

    assert Question.objects.exists()
    assert not Session.objects.exists()
    assert set(client.cookies) <= {COOKIE, settings.CSRF_COOKIE_NAME}
