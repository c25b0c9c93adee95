# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Nobody makes Konvent ask for an address of theirs: what asks at all is known."""

import ast
import socket
from pathlib import Path

import pytest

from konvent.config.cli import main
from konvent.programme.models import Session

ROOT = Path(__file__).parents[2] / "src"
IMPORT = Path(__file__).parents[1] / "programme/fixtures/pretalx.json"
ASKING = {"http.client", "urllib.request", "requests", "httpx", "aiohttp", "urllib3", "ftplib"}
CONNECTING = {"create_connection", "open_connection", "open_unix_connection"}
WHO_NAMES_WHERE = {
    "konvent.config.serve": "itself: is it ready?",
    "konvent.foundation.front.application": "the socket in the data folder",
    "konvent.foundation.front.taps": "the operator: --upstream of an edge",
    "konvent.ops.checkup": "the operator: --host and --port, KONVENT_RTMP_PORT",
    "konvent.ops.checkup_services": "the operator: KONVENT_PUBLIC_URL",
    "konvent.ops.rehearsal.own_house": "itself: the copy that is rehearsed in",
    "konvent.foundation.front.scribe": "nobody: a pair of sockets to its own other half",
    "konvent.ops.rehearsal.target": "the operator: --target, which has to allow it",
    "konvent.ops.rehearsal.wire": "the operator: --target, which has to allow it",
}


def asks(file):
    """Whether a module has something with which one can ask another machine."""
    for node in ast.walk(ast.parse(file.read_text())):
        match node:
            case ast.Import(names=names) if {name.name for name in names} & ASKING:
                return True
            case ast.ImportFrom(module=module) if module in ASKING:
                return True
            case ast.Attribute(attr=name) if name in CONNECTING:
                return True
    return False


def test_what_asks_other_machines_is_known_and_an_operator_names_where():
    modules = {
        ".".join(file.relative_to(ROOT).with_suffix("").parts)
        for file in ROOT.rglob("*.py")
        if asks(file)
    }

    assert modules == set(WHO_NAMES_WHERE)


@pytest.mark.django_db
def test_addresses_in_an_imported_programme_are_shown_and_never_asked(monkeypatch, tmp_path):
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    feed = tmp_path / "feed.json"
    inside = "http://169.254.169.254/latest/meta-data/"
    feed.write_text(IMPORT.read_text().replace("https://", inside))

    assert main(["import", str(feed)]) == 0

    assert Session.objects.exists()


def refuse(*_address, **_more):
    raise AssertionError("somebody was asked")
