# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An operator makes a backup of a house, and opens it again in an empty folder."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import pytest
from tests.config.serving import run

from konvent.config.cli import main


@pytest.fixture(scope="module")
def place():
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        yield Path(folder)


def test_a_house_is_backed_up_and_opened_again_elsewhere(place):
    here, there, shelf = place / "here", place / "there", place / "shelf"
    (place / "passphrase").write_text("correct horse battery\n")
    sealed = ("--passphrase-file", str(place / "passphrase"))
    assert run(here, "user", "add", "olga@example.org", "--name", "Olga").returncode == 0

    made = json.loads(run(here, "backup", str(shelf), "--json", *sealed, "--keep", "1").stdout)
    refused = run(here, "restore", made["backup"], *sealed)
    done = json.loads(run(there, "restore", made["backup"], "--json", *sealed).stdout)
    link = run(there, "sign-in-link", "olga@example.org", "--json")
    whole = run(there, "restore", made["backup"], "--check")

    assert (made["secrets_are_sealed"], made["forgotten"], made["gone"]) == (True, [], [])
    assert refused.returncode == 1
    assert "There is an installation here already" in refused.stderr
    assert (done["files"], done["brought_key"], done["aside"]) == (made["files"], True, None)
    assert json.loads(link.stdout)["email"] == "olga@example.org"
    assert (here / "secret.key").read_text() == (there / "secret.key").read_text()
    assert "is whole" in whole.stdout


def test_where_there_is_no_house_there_is_no_backup(place):
    nothing = run(place / "nothing", "backup", str(place / "empty shelf"))

    assert nothing.returncode == 1
    assert nothing.stderr.startswith("There is no installation here")
    assert [path.name for path in (place / "empty shelf").iterdir()] == [".lock"]


def test_without_a_place_the_operator_is_asked(capsys):
    assert main(["backup"]) == 1
    assert capsys.readouterr().err == (
        "Say where to: konvent backup FOLDER, or set KONVENT_BACKUPS.\n"
    )
