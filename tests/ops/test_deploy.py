# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What `konvent deploy` writes works: nginx, PostgreSQL and Redis of Debian around a real house."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.config.serving import SLOW, Installation, OtherProcess, run
from tests.foundation.front.running import eventually
from tests.foundation.redis_server import PROGRAM as REDIS
from tests.foundation.redis_server import RedisServer
from tests.stage.nginx import PROGRAM as NGINX
from tests.stage.nginx import free_tcp_port, make_certificate
from tools.temporary_postgres import temporary_postgres

AROUND = """\
{user}
worker_processes 1;
pid {folder}/nginx.pid;
events {{ worker_connections 256; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    include {folder}/out/nginx/konvent.conf;
}}
"""
PREPARE = """
from datetime import timedelta
from django.utils import timezone
from tests.factories import make_world, publish
from konvent.registration.actions import issue_ticket
from konvent.registration.links import ticket_link
world = make_world()
now = timezone.now()
world.days.update(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8))
publish(world, timezone.now())
print(ticket_link(issue_ticket(convention=world, email="ada@example.org", at=timezone.now())))
"""
HOME = "/smart-2026/de/"
STAGE = "/smart-2026/media/smart-plaza/"
POSTGRES = any(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
SYSTEMD = shutil.which("systemd-analyze")


@pytest.fixture
def place():
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        yield Path(folder)


def deploy(place, *words, **more):
    done = run(place / "data", "deploy", "--out", str(place / "out"), *words, **more)
    assert done.returncode == 0, done.stderr
    return done


class Browser:
    """Comes over TLS, as a visitor does, and keeps its cookie."""

    def __init__(self, port):
        self.port, self.cookie = port, ""
        self.context = ssl.create_default_context()
        self.context.check_hostname, self.context.verify_mode = False, ssl.CERT_NONE

    def get(self, path):
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, context=self.context, timeout=20
        )
        connection.request("GET", path, headers=self._headers())
        answer = connection.getresponse()
        answer.text = answer.read()
        connection.close()
        if said := answer.headers["Set-Cookie"]:
            self.cookie = said.partition(";")[0]
        return answer

    def watch(self, topic):
        """Yield what is said about a topic, until the house or we have enough."""
        connection = http.client.HTTPSConnection(
            "127.0.0.1", self.port, context=self.context, timeout=20
        )
        connection.request("GET", f"/smart-2026/live?topics={topic}", headers=self._headers())
        answer = connection.getresponse()
        assert answer.headers["Content-Type"] == "text/event-stream"
        try:
            while line := answer.readline():
                if line.startswith(b"data: {"):
                    yield line.decode()
        finally:
            connection.close()

    def _headers(self):
        return {"host": "localhost", **({"cookie": self.cookie} if self.cookie else {})}


@contextmanager
def nginx(place, port):
    """The real one with what was written for it, after its own look at it."""
    user = "" if os.geteuid() else "user root;"
    (place / "nginx.conf").write_text(AROUND.format(user=user, folder=place))
    command = [NGINX, "-c", str(place / "nginx.conf"), "-e", str(place / "error.log")]
    looked = subprocess.run([*command, "-t"], capture_output=True, text=True, check=False)
    assert looked.returncode == 0, looked.stderr
    process = subprocess.Popen([*command, "-g", "daemon off;"])
    try:
        eventually(lambda: is_open(port), "nginx answers")
        yield
    finally:
        process.terminate()
        process.wait()


def is_open(port):
    try:
        socket.create_connection(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


@contextmanager
def house(place, **more):
    installation = Installation(place / "data", **more)
    try:
        yield installation
    finally:
        installation.end()


@contextmanager
def surrounded(place, port):
    """PostgreSQL and Redis of its own, and the settings that name them."""
    redis = RedisServer(place)
    redis.start()
    try:
        with temporary_postgres() as postgres:
            yield {
                "KONVENT_PUBLIC_URL": f"https://localhost:{port}",
                "KONVENT_HOSTS": '["localhost"]',
                "KONVENT_DATABASE_URL": postgres.url,
                "KONVENT_BUS": redis.url,
            }
    finally:
        redis.kill()


@pytest.mark.skipif(not (NGINX and POSTGRES and REDIS), reason="nginx, PostgreSQL or Redis missing")
def test_a_visitor_comes_in_through_what_was_written(place):
    plain, secure = free_tcp_port(), free_tcp_port()
    with surrounded(place, secure) as around:
        assert run(place / "data", "manage", "migrate", "-v", "0", **around).returncode == 0
        elsewhere = OtherProcess(place / "data", **around)
        try:
            link = elsewhere.do(PREPARE)
            with house(place, **around) as konvent:
                certificate, key = make_certificate(place)
                deploy(
                    place,
                    *("--port", str(konvent.port), "--listen", str(plain), str(secure)),
                    *("--certificate", str(certificate), "--certificate-key", str(key)),
                    *("--cache", str(place), "--logs", str(place)),
                    **around,
                )
                with nginx(place, secure):
                    journey(Browser(secure), plain, link, elsewhere)
                    log = (place / "konvent.log").read_text()
        finally:
            elsewhere.end()

    assert f"GET {HOME} 200" in log
    assert "GET /smart-2026/ticket/... 303" in log
    assert link.rpartition("/")[2] not in log
    assert "127.0.0.1" not in log


def journey(ada, plain, link, elsewhere):
    """Page, ticket, an event on a stream, a segment; and what is nobody's."""
    eventually(lambda: ada.get(HOME).status == 200, "the page is there")
    page = ada.get(HOME)
    assert page.headers["Strict-Transport-Security"] == "max-age=2592000"
    script = re.search(rb'src="(/static/[^"]+\.js)"', page.text)[1].decode()
    assert ada.get(script).headers["Cache-Control"] == "public, max-age=31536000, immutable"

    events = ada.watch("stage/smart-plaza/now")
    assert "Opening" not in next(events)
    elsewhere.put_on_stage("Opening")
    assert any("Opening" in event for event in events)
    events.close()

    assert ada.get(STAGE + "live.m3u8").status == 403
    assert ada.get(urlsplit(link).path).status == 303
    listed = eventually(lambda: segments(ada), "a segment is listed", SLOW)
    first = ada.get(STAGE + listed[0])
    again = ada.get(STAGE + listed[0])
    assert (first.status, again.status) == (200, 200)
    assert first.text == again.text
    assert len(first.text) > 1000

    stranger = Browser(ada.port)
    assert stranger.get(STAGE + listed[0]).status == 403
    assert stranger.get("/nothing/media/plaza/20261027T080000000-00001.m4s").status == 403
    for path in ("/metrics", "/health/parts"):
        assert stranger.get(path).status == 404
    assert stranger.get("/health").text == b"ok\n"
    assert moved(plain) == f"https://localhost:{ada.port}{HOME}"


def segments(browser):
    return re.findall(r"^\S+\.m4s$", browser.get(STAGE + "live.m3u8").text.decode(), re.MULTILINE)


def moved(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", HOME, headers={"Host": "localhost"})
    location = connection.getresponse().headers["Location"]
    connection.close()
    return location


def test_every_variable_is_filled_in_and_edges_are_named(place):
    deploy(
        place,
        *("--edge", "10.0.0.2:8000", "--edge", "10.0.0.3:8000", "--house", "10.0.0.1:8000"),
        KONVENT_PUBLIC_URL="https://convention.example",
    )

    texts = {path.name: path.read_text() for path in (place / "out").rglob("*") if path.is_file()}
    assert not any("{{" in text for text in texts.values())
    assert "server 10.0.0.2:8000;\n    server 10.0.0.3:8000;" in texts["konvent.conf"]
    assert "--upstream http://10.0.0.1:8000" in texts["konvent-edge.service"]
    assert 'KONVENT_HOSTS=["convention.example"]' in texts["konvent.env"]
    if SYSTEMD:
        units = [str(path) for path in (place / "out/systemd").glob("konvent*")]
        verified = subprocess.run(
            [SYSTEMD, "verify", *units], capture_output=True, text=True, check=False
        )
        complaints = verified.stderr.splitlines()
        assert [line for line in complaints if "is not executable" not in line] == []


def test_without_an_address_nothing_is_written(place):
    done = run(place / "data", "deploy", "--out", str(place / "out"))

    assert done.returncode == 1
    assert "KONVENT_PUBLIC_URL=https://" in done.stderr
    assert not (place / "out").exists()
