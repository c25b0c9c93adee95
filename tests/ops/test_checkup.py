# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The doctor finds what an operator can get wrong, and says how to mend it."""

import fcntl
import json
import os
import resource
import socket
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.utils import timezone
from tests.factories import make_convention

from konvent.config import cli
from konvent.ops import checkup
from konvent.ops.checkup import look_over
from konvent.ops.findings import Door, State
from konvent.registration.models import Capacity

NOW = datetime(2026, 10, 27, 9, 0, tzinfo=UTC)
HERE = Door("127.0.0.1", 0)


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost"]
    settings.DEFAULT_FROM_EMAIL = "us@example.org"
    (tmp_path / "secret.key").write_text("k" * 60)
    (tmp_path / "secret.key").chmod(0o600)
    return tmp_path


def test_a_folder_that_cannot_be_written_to_is_found(settings, data):
    settings.DATA = data / "secret.key"

    assert checkup.check_data_folder(HERE, NOW).state == State.WRONG


def test_what_cannot_be_looked_at_is_said_and_keeps_nothing_else_from_being(monkeypatch):
    def stumble(_door, _now):
        raise PermissionError(13, "not for you")

    checks = {"backups": stumble, "Python": checkup.check_python}
    monkeypatch.setattr(checkup, "CHECKS", checks)

    found = look_over(HERE, NOW)

    assert [one.state for one in found.values()] == [State.WRONG, State.FINE]
    assert "not for you" in found["backups"].says


def test_a_folder_that_others_can_look_into_is_noted(data):
    data.chmod(0o700)
    assert checkup.check_data_folder(HERE, NOW).state == State.FINE

    data.chmod(0o755)

    assert checkup.check_data_folder(HERE, NOW).state == State.NOTE


def test_a_secret_that_others_can_read_is_found(data):
    assert checkup.check_secret(HERE, NOW).state == State.FINE

    (data / "secret.key").chmod(0o644)

    finding = checkup.check_secret(HERE, NOW)
    assert finding.state == State.WRONG
    assert finding.mend == f"chmod 600 {data / 'secret.key'}"


def test_a_house_that_runs_with_keys_from_before_is_found(data):
    lock = data / "serve.lock"
    lock.write_text("1")
    os.utime(lock, (NOW.timestamp(),) * 2)
    assert checkup.check_secret(HERE, NOW).state == State.FINE, "nobody holds it: it does not run"

    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert checkup.check_secret(HERE, NOW).mend == "systemctl restart konvent"

        os.utime(data / "secret.key", (NOW.timestamp(),) * 2)
        assert checkup.check_secret(HERE, NOW).state == State.FINE


def test_a_secret_that_can_be_guessed_is_found(settings):
    settings.SECRET_KEY = "hello"  # noqa: S105 -- the point of the test

    assert checkup.check_secret(HERE, NOW).state == State.WRONG


def test_ffmpeg_runs_and_can_encode():
    assert checkup.check_ffmpeg(HERE, NOW).state == State.FINE


@pytest.mark.parametrize(
    ("url", "answers", "state"),
    [
        ("", False, State.FINE),
        ("rtmp://stage.example.org", True, State.FINE),
        ("rtmp://stage.example.org", False, State.WRONG),
    ],
)
def test_rtmp_that_is_offered_has_to_be_there(settings, url, answers, state):
    with socket.create_server(("127.0.0.1", 0)) as nginx:
        settings.RTMP_URL, settings.RTMP_PORT = url, nginx.getsockname()[1]
        if not answers:
            nginx.close()

        assert checkup.check_rtmp(HERE, NOW).state == state


def test_an_ffmpeg_that_is_not_there_is_found(monkeypatch):
    monkeypatch.setenv("IMAGEIO_FFMPEG_EXE", "/nowhere/ffmpeg")

    assert checkup.check_ffmpeg(HERE, NOW).state == State.WRONG


def test_a_taken_port_is_found_and_a_free_one_is_fine():
    with socket.create_server(("127.0.0.1", 0)) as other:
        door = Door("127.0.0.1", other.getsockname()[1])

        assert checkup.check_port(door, NOW).state == State.WRONG

    assert checkup.check_port(door, NOW).state == State.FINE


def test_a_clock_that_is_years_behind_is_found():
    finding = checkup.check_clock(HERE, datetime(2019, 1, 1, tzinfo=UTC))

    assert finding.state == State.WRONG


def test_a_clock_behind_its_own_data_is_found(data):
    later = time.time() + 3600
    os.utime(data / "secret.key", (later, later))

    assert checkup.check_clock(HERE, timezone.now()).state == State.WRONG


@pytest.mark.parametrize(
    ("address", "hosts", "state"),
    [
        ("http://127.0.0.1:8000", ["127.0.0.1", "localhost", "[::1]"], State.FINE),
        ("https://convention.example", ["convention.example"], State.FINE),
        ("https://convention.example", [".example"], State.FINE),
        ("https://convention.example", ["other.example"], State.WRONG),
        ("http://convention.example", ["convention.example"], State.WRONG),
        ("http://127.0.0.1:8000", ["127.0.0.1", "convention.example"], State.WRONG),
        ("convention.example", ["convention.example"], State.WRONG),
        ("https://convention.example/path", ["convention.example"], State.WRONG),
    ],
)
def test_address_and_names_have_to_fit_each_other(settings, address, hosts, state):
    settings.PUBLIC_URL = address
    settings.ALLOWED_HOSTS = hosts

    assert checkup.check_address(HERE, NOW).state == state


@pytest.mark.django_db
def test_a_house_that_was_told_to_hold_more_than_the_machine_allows_is_found(monkeypatch):
    monkeypatch.setattr(resource, "getrlimit", lambda _limit: (1024, 20_000))  # the system's
    assert checkup.check_file_limit(HERE, NOW).state == State.FINE

    Capacity.objects.create(convention=make_convention(), people=50_000)

    finding = checkup.check_file_limit(HERE, NOW)
    assert finding.state == State.WRONG
    assert "told to hold 50,000 people" in finding.says
    assert "LimitNOFILE=100000" in finding.mend


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_is_fine():
    assert checkup.check_database(HERE, NOW).state == State.FINE


@pytest.mark.django_db
def test_whatever_is_wrong_can_be_mended():
    findings = look_over(HERE, NOW)

    assert list(findings) == list(checkup.CHECKS)
    assert all(finding.mend for finding in findings.values() if finding.state == State.WRONG)


@pytest.mark.django_db
def test_the_command_answers_in_words_and_in_json(capsys, data, monkeypatch):
    monkeypatch.delitem(checkup.CHECKS, "promises")  # the tests' server keeps none
    assert cli.main(["doctor", "--port", "0"]) == 0
    assert "The installation is well." in capsys.readouterr().out

    Path(data / "secret.key").chmod(0o644)

    assert cli.main(["doctor", "--json", "--port", "0"]) == 1
    answer = json.loads(capsys.readouterr().out)
    wrong = [check["name"] for check in answer["checks"] if check["state"] == State.WRONG]
    assert (answer["is_well"], wrong) == (False, ["secret"])
