# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""`konvent serve` as operators meet it: what it refuses, and what it survives."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import sqlite3
import tempfile
from pathlib import Path

import pytest
from tests.config import voting
from tests.config.serving import SLOW, Installation, OtherProcess, is_alive, run
from tests.foundation.front.running import eventually

from konvent.config.door import CannotServeError, open_door

pytestmark = pytest.mark.xdist_group("serve")
"""One house is enough for all of them."""
HOME = "/smart-2026/de/"
STAGE = "/smart-2026/de/stage/smart-plaza/"
NOW = "stage/smart-plaza/now"
PREPARE = """
from django.utils import timezone
from tests.factories import make_world, publish
from konvent.registration.actions import issue_ticket
from konvent.registration.links import ticket_link
world = make_world()
publish(world, timezone.now())
ticket = issue_ticket(convention=world, email="ada@example.org", at=timezone.now())
print(ticket_link(ticket).partition("/ticket/")[2])
"""
REVOKE = """
from django.utils import timezone
from konvent.registration.models import Ticket
from konvent.registration.actions import revoke_ticket
revoke_ticket(ticket=Ticket.objects.get(), actor=None, at=timezone.now())
"""


@pytest.fixture(scope="module")
def data(migrated):
    """The data folder of a small convention."""
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        data = Path(folder) / "data"
        data.mkdir()
        shutil.copy(migrated, data)
        yield data


@pytest.fixture(scope="module")
def elsewhere(data):
    """Another process of the installation, as a producer's click or a command would be one."""
    process = OtherProcess(data)
    yield process
    process.end()


@pytest.fixture(scope="module")
def token(elsewhere):
    """What opens the door for Ada."""
    return elsewhere.do(PREPARE)


@pytest.fixture(scope="module")
def konvent(data, token):
    """A running installation; its parts are killed, it is not."""
    installation = Installation(data)
    yield installation
    if installation.process.poll() is None:
        installation.end()


def title_on_stage(watcher) -> str:
    return watcher.states.get(NOW, {}).get("session", {}).get("title", {}).get("en", "")


def see(watcher, title: str) -> None:
    while title_on_stage(watcher) != title:
        watcher.next()


def test_everybody_sees_what_another_process_changed(konvent, elsewhere):
    ada = konvent.watch(NOW)
    ada.next()

    elsewhere.put_on_stage("Opening")

    see(ada, "Opening")


def test_no_vote_that_was_acknowledged_is_lost_when_the_front_dies(konvent, elsewhere):
    code = elsewhere.do(voting.PREPARE)
    voters = voting.Voters(konvent.port, code, elsewhere.do(voting.PASSES).split("\n"))
    voters.more(100)
    front = konvent.part("front")
    voters.strike(lambda: os.kill(front, signal.SIGKILL))
    voters.more(100)
    acknowledged = voters.end()

    counted, tally = elsewhere.do(voting.COUNT.format(acknowledged=acknowledged)).split("\n")
    votes, persons, lost = map(int, counted.split())

    assert lost == 0
    assert votes == persons == int(tally)
    ada = konvent.watch(f"session/{code}/questions", cookie=voters.passes[0])
    assert ada.next()["state"]["questions"]["1"]["supports"] == votes


def test_pages_come_with_their_safety_and_without_cookies(konvent):
    answer = konvent.get(HOME)

    assert answer.status == 200
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["content-language"] == "de"
    assert answer.headers["vary"] == "accept-encoding"
    assert "set-cookie" not in answer.headers


def test_doors_open_while_the_database_is_locked(konvent, data, token):
    konvent.get(HOME)
    with sqlite3.connect(data / "konvent.sqlite3", isolation_level=None) as database:
        database.execute("BEGIN EXCLUSIVE")
        answer = konvent.get(f"/smart-2026/ticket/{token}")
        page = konvent.get(HOME, cookie=answer.headers["set-cookie"])
        database.execute("ROLLBACK")
    database.close()

    assert (answer.headers["location"], page.status) == (HOME, 200)


def test_every_part_says_that_it_lives(konvent):
    def parts():
        facts = json.loads(konvent.get("/health/parts").body)
        return {name for name, sign in facts["parts"].items() if sign["is_well"]}

    eventually(lambda: parts() == {"front", "application", "media", "worker"}, "all live", SLOW)
    assert 'konvent_part_up{part="media"} 1' in konvent.get("/metrics").text


def test_who_watches_comes_before_whoever_asks_for_a_page(konvent):
    parts = ("front", "media", "application", "worker")

    nice = [os.getpriority(os.PRIO_PROCESS, konvent.part(name)) for name in parts]

    assert [min(19, nice[0] + more) for more in (0, 10, 15, 15)] == nice


def test_the_application_may_die_while_people_watch(konvent, elsewhere):
    konvent.get(HOME)
    konvent.get(STAGE)
    ada = konvent.watch(NOW)
    ada.next()
    victim = konvent.part("application")

    os.kill(victim, signal.SIGKILL)

    assert konvent.get(HOME).status == 200
    elsewhere.put_on_stage("Compilers for cities")
    see(ada, "Compilers for cities")
    eventually(lambda: konvent.get("/manage/").status == 302, "it is back", SLOW)
    assert konvent.part("application") != victim


def test_the_front_may_die_and_nobody_is_turned_away(konvent, elsewhere):
    konvent.get(HOME)
    elsewhere.put_on_stage("Opening")
    ada = konvent.watch(NOW)
    see(ada, "Opening")

    os.kill(konvent.part("front"), signal.SIGKILL)
    elsewhere.put_on_stage("Compilers for cities")
    back = konvent.watch(NOW, last_event_id=ada.last_event_id)

    see(back, "Compilers for cities")
    assert "state" in back.events[-1]
    assert konvent.get(HOME).status == 200


def test_a_command_beside_it_names_the_address_it_is_open_at(konvent, data):
    seen = json.loads(run(data, "doctor", "--json", "--port", str(konvent.port)).stdout)

    says = {check["name"]: check["says"] for check in seen["checks"]}
    assert says["address"] == f"People find the installation at http://127.0.0.1:{konvent.port}."


def test_a_part_that_died_is_in_the_log(konvent):
    os.kill(konvent.part("worker"), signal.SIGKILL)

    eventually(lambda: "The worker ended (-9) and starts again" in konvent.printed(), "", SLOW)


def test_the_log_keeps_no_token_and_no_address(konvent, token):
    konvent.get(f"/smart-2026/ticket/{token}")
    konvent.get(f"/smart-2026/ticket/{token}x")
    konvent.get("/smart-2026/my/nothing/?name=ada")

    assert token not in konvent.printed()
    assert "name=ada" not in konvent.printed()


def test_a_second_serve_on_the_same_folder_is_refused(konvent, data):
    answer = run(data, "serve", "--port", "0")

    assert answer.returncode == 1
    assert answer.stderr == f"Another konvent serve is already running on {data}; stop it first.\n"


def test_a_revoked_ticket_opens_nothing_any_more(konvent, elsewhere, token):
    door = f"/smart-2026/ticket/{token}"
    assert "why" not in konvent.get(door).headers["location"]

    elsewhere.do(REVOKE)

    eventually(lambda: "why=revoked" in konvent.get(door).headers["location"])


def test_after_a_crash_of_everything_it_comes_back_as_it_was(konvent, elsewhere):
    konvent.get(HOME)
    family = konvent.family()

    konvent.end(signal.SIGKILL)
    konvent.start()

    eventually(lambda: not any(map(is_alive, family)))
    assert konvent.get(HOME).status == 200
    ada = konvent.watch(NOW)
    elsewhere.put_on_stage("Opening")
    see(ada, "Opening")


def test_told_to_stop_it_leaves_nobody_behind(konvent):
    ada = konvent.watch(NOW)
    ada.next()
    eventually(lambda: len(konvent.family()) >= 5)
    family = konvent.family()

    assert konvent.end() == 0

    assert not any(map(is_alive, family))


def test_a_taken_port_is_one_clear_sentence(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        answer = run(tmp_path, "serve", "--port", str(port))

    assert (answer.returncode, answer.stdout) == (1, "")
    assert answer.stderr == (
        f"Konvent cannot listen on 127.0.0.1 port {port}: Address already in use. "
        "Choose another --port.\n"
    )


@pytest.mark.parametrize("port", [-1, 65_536])
def test_a_port_that_is_none_is_one_clear_sentence(port):
    with pytest.raises(CannotServeError, match=f"port {port}: there is no such port"):
        open_door("127.0.0.1", port)


def test_a_folder_that_cannot_be_written_is_one_clear_sentence(tmp_path):
    (tmp_path / "file").touch()

    answer = run(tmp_path / "file/data", "serve", "--port", "0")

    assert answer.returncode == 1
    assert answer.stderr == (
        f"Konvent may not write to its data folder {tmp_path}/file/data: Not a directory.\n"
    )


def test_a_setting_that_is_wrong_is_one_clear_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("KONVENT_LOG_LEVEL", "loud")
    with monkeypatch.context() as patch:
        patch.setattr("tests.config.serving.environment", lambda _data: dict(os.environ))
        answers = [run(tmp_path, "serve"), run(tmp_path, "worker")]

    assert [answer.returncode for answer in answers] == [1, 1]
    for answer in answers:
        assert answer.stderr.startswith("KONVENT_LOG_LEVEL: ")
        assert answer.stderr.count("\n") == 1


def test_help_is_quick_and_knows_every_command():
    answer = run(Path("unused"), "--help")

    assert answer.returncode == 0
    for name in ("serve", "front", "application", "media", "worker", "manage"):
        assert f"    {name} " in answer.stdout or f"    {name}\n" in answer.stdout
    assert run(Path("unused"), "nonsense").returncode == 2
    assert run(Path("unused")).returncode == 2
