# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The key that signs is changed, and nobody is locked out; no key is ever printed."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone
from tests.audience.polls import intents, make_poll
from tests.audience.test_chat import open_chat, say
from tests.factories import at, make_world, publish

from konvent.audience.actions.answering import answer_polls
from konvent.audience.actions.forgetting import forget_person
from konvent.audience.holdings import messages
from konvent.audience.models import ChatMessage
from konvent.audience.persons import person_of
from konvent.audience.wishes import AnswerPoll
from konvent.config.cli import main
from konvent.foundation.intents import apply_one
from konvent.foundation.sealed import CannotUnsealError, unseal
from konvent.registration import tickets
from konvent.registration.actions import issue_ticket
from konvent.registration.links import ticket_link
from konvent.registration.models import Ticket
from konvent.registration.tickets import check
from konvent.stage.actions.sources import open_srt_source


@pytest.fixture
def keys(settings, tmp_path):
    """The file with the keys; calling it restarts the house."""
    settings.DATA = tmp_path
    file = tmp_path / "secret.key"
    file.write_text("a" * 60 + "\n")
    file.chmod(0o600)

    def restart():
        settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS = file.read_text().split()
        tickets._keys.cache_clear()
        return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]

    restart()
    yield restart
    tickets._keys.cache_clear()


def token_of(ticket):
    return ticket_link(ticket).partition("/ticket/")[2]


@pytest.mark.django_db
def test_tickets_of_the_earlier_key_stay_good_until_it_is_forgotten(keys, capsys, tmp_path):
    ticket = issue_ticket(convention=make_world(), email="ada@example.org", at=timezone.now())
    old, ada = token_of(ticket), person_of("smart-2026", "t1")

    assert main(["secret", "new"]) == 0
    known = keys()

    assert (len(known), known[1]) == (2, "a" * 60)
    assert token_of(ticket) != old
    assert check("ticket", old) == check("ticket", token_of(ticket)) is not None
    assert person_of("smart-2026", "t1") == ada, "who voted could vote again"
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600

    assert main(["secret", "forget"]) == 1
    assert "1 tickets that are still good" in capsys.readouterr().err
    assert main(["secret", "forget", "--force", "--json"]) == 0
    assert keys() == known[:1]
    assert check("ticket", old) is None
    printed = capsys.readouterr().out
    assert json.loads(printed) == {"earlier_keys": 0, "restart_needed": True}
    assert not any(key in printed for key in known)


@pytest.mark.django_db
def test_what_was_sealed_with_the_earlier_key_is_sealed_again(keys):
    room = make_world().rooms.get()
    source, passphrase = open_srt_source(room=room, role="primary", at=timezone.now(), by=None)
    main(["secret", "new"])
    keys()

    main(["secret", "forget"])
    keys()

    with pytest.raises(CannotUnsealError):
        unseal(source.sealed_passphrase)
    source.refresh_from_db()
    assert unseal(source.sealed_passphrase) == passphrase


@pytest.fixture
def asking():
    """Ada asks a question and says something; what is told her of it, and how it is deleted."""
    convention = make_world()
    publish(convention)
    ticket = issue_ticket(convention=convention, email="ada@example.org", at=timezone.now())
    open_chat(convention)

    def mine():
        return [message["text"] for message in messages("smart-2026", f"t{ticket.pk}")]

    def ask(text):
        say(convention, f"t{ticket.pk}", text)

    def forget():
        forget_person(convention="smart-2026", participant=f"t{ticket.pk}")

    return SimpleNamespace(mine=mine, say=ask, forget=forget)


@pytest.mark.django_db
def test_what_somebody_said_before_the_key_was_changed_is_found_and_deleted(keys, asking):
    asking.say("before")
    main(["secret", "new"])
    keys()
    asking.say("between")
    main(["secret", "forget", "--force"])
    keys()
    asking.say("after")

    assert asking.mine() == ["before", "between", "after"]
    asking.forget()
    assert asking.mine() == []
    assert ChatMessage.objects.count() == 0


@pytest.mark.django_db
def test_keys_from_the_surroundings_are_forgotten_as_well(settings, tmp_path, asking, capsys):
    settings.DATA = tmp_path
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, []
    asking.say("with the new key, before anybody thought of the old one")
    settings.SECRET_KEY_FALLBACKS = ["o" * 60]
    asking.say("with both")
    assert len(asking.mine()) == 2

    assert main(["secret", "forget", "--force"]) == 0

    told = capsys.readouterr().out
    assert "Take the earlier ones out of KONVENT_SECRET_KEY_FALLBACKS now" in told
    assert "Restart Konvent" in told
    settings.SECRET_KEY_FALLBACKS = []
    assert len(asking.mine()) == 2
    asking.forget()
    assert ChatMessage.objects.count() == 0


@pytest.mark.django_db
def test_keys_from_the_surroundings_stay_while_somebody_could_vote_again(
    settings, tmp_path, capsys
):
    settings.DATA = tmp_path
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 60, ["o" * 60]
    convention = make_world()
    publish(convention)
    code = convention.sessions.get(title__en="Opening").code
    ticket = issue_ticket(convention=convention, email="ada@example.org", at=timezone.now())
    poll = make_poll(convention, code)

    def answer(choice):
        wish = AnswerPoll(code, poll.number, (choice,))
        apply_one(answer_polls, *intents(convention, [(f"t{ticket.pk}", wish)]), at=at(10, 5))

    answer(1)
    assert main(["secret", "forget"]) == 1
    answer(2)

    assert "1 tickets that are still good may have been signed" in capsys.readouterr().err
    assert [one.choices for one in poll.given.all()] == [[2]]
    type(ticket).objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert main(["secret", "forget"]) == 0


@pytest.mark.django_db
def test_keys_in_the_file_and_in_the_surroundings_are_forgotten_together(keys, settings, capsys):
    issue_ticket(convention=make_world(), email="ada@example.org", at=timezone.now())
    settings.SECRET_KEY_FALLBACKS = ["o" * 60]

    assert main(["secret", "forget"]) == 1
    main(["secret", "new"])
    known = keys()
    settings.SECRET_KEY_FALLBACKS = [*known[1:], "o" * 60]
    assert main(["secret", "forget", "--force"]) == 0

    assert "KONVENT_SECRET_KEY_FALLBACKS now" in capsys.readouterr().out
    assert keys() == known[:1]


@pytest.mark.django_db
def test_what_a_house_issues_until_it_is_started_again_counts_as_signed_before(keys, tmp_path):
    lock, file = tmp_path / "serve.lock", tmp_path / "secret.key"
    lock.touch()
    main(["secret", "new"])
    os.utime(lock, (file.stat().st_mtime - 60,) * 2)
    issue_ticket(convention=make_world(), email="ada@example.org", at=timezone.now())
    keys()

    assert main(["secret", "forget"]) == 1
    lock.touch()
    assert main(["secret", "forget"]) == 1
    issued_at = timezone.now() + timedelta(seconds=1)
    Ticket.objects.update(issued_at=issued_at)
    assert main(["secret", "forget"]) == 0


@pytest.mark.django_db
def test_tickets_that_are_over_keep_no_key(keys):
    ticket = issue_ticket(convention=make_world(), email="ada@example.org", at=timezone.now())
    type(ticket).objects.update(expires_at=timezone.now() - timedelta(days=1))
    main(["secret", "new"])
    keys()

    assert main(["secret", "forget"]) == 0


def test_a_key_from_the_surroundings_is_changed_there(settings, tmp_path, capsys):
    settings.DATA = tmp_path

    assert main(["secret", "new"]) == 1
    assert "KONVENT_SECRET_KEY_FALLBACKS" in capsys.readouterr().err


def test_a_house_makes_its_own_key_and_tells_it_nobody(tmp_path):
    own = os.environ | {"KONVENT_DATA": str(tmp_path), "KONVENT_LOG_LEVEL": "debug"}
    own.pop("KONVENT_SECRET_KEY", None)
    done = subprocess.run(
        [sys.executable, "-m", "konvent", "doctor", "--port", "0"],
        env={**own, "DJANGO_SETTINGS_MODULE": "konvent.config.settings.production"},
        capture_output=True,
        text=True,
        check=False,
    )

    key = (tmp_path / "secret.key").read_text().strip()

    assert len(key) >= 60
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    assert key not in done.stdout + done.stderr
    assert "The key that signs tickets is in" in done.stdout
