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
from tests.commands import run_here
from tests.config.serving import SLOW, Installation, OtherProcess, run
from tests.foundation.front.running import eventually
from tests.foundation.redis_server import PROGRAM as REDIS
from tests.foundation.redis_server import RedisServer
from tests.stage.nginx import PROGRAM as NGINX
from tests.stage.nginx import free_tcp_port, make_certificate
from tests.stage.publishing import free_port as free_udp_port
from tools.temporary_postgres import temporary_postgres

from konvent.ops.commands import deploy as deploy_command

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
from konvent.programme.models import Room
from konvent.registration.actions import issue_ticket, make_speaker_link
from konvent.registration.links import speaker_link, ticket_link
from konvent.stage.actions import choose_quality, open_srt_source
world = make_world()
now = timezone.now()
world.days.update(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=8))
publish(world, timezone.now())
room = Room.objects.get()
open_srt_source(room=room, role="primary", at=now, by=None)
choose_quality(room=room, quality="two", at=now, by=None)
code = world.sessions.first().code
mayor = make_speaker_link(convention=world, code=code, name="The Mayor", actor=None, at=now)
print(speaker_link(mayor))
for name in ("ada", "grace"):
    email = f"{name}@example.org"
    print(ticket_link(issue_ticket(convention=world, email=email, at=now)))
"""
FILL = """
from django.utils import timezone
from konvent.convention.models import Convention
from konvent.registration.actions import limit_house
values = {"people": 1, "per_second": 50}
convention = Convention.objects.get()
limit_house(convention=convention, values=values, actor=None, at=timezone.now())
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
    """Comes over TLS, as a visitor does, and keeps its cookies."""

    def __init__(self, port):
        self.port, self.cookies = port, {}
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
        for said in answer.headers.get_all("Set-Cookie", ()):
            name, _, rest = said.partition("=")
            self.cookies[name] = rest.partition(";")[0]
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
        said = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return {"host": "localhost", **({"cookie": said} if said else {})}


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
                "KONVENT_SRT_PORTS": f"{(encoders := free_udp_port())}-{encoders}",
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
            on_stage, link, other_link = elsewhere.do(PREPARE).split()
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
                    ada = Browser(secure)
                    journey(ada, plain, link, elsewhere)
                    somebody_on_stage_lets_in_nobody_else(Browser(secure), on_stage)
                    elsewhere.do(FILL)
                    who_waits_hears_and_does_not_see(ada, Browser(secure), other_link)
                    log = (place / "konvent.log").read_text()
        finally:
            elsewhere.end()

    assert f"GET {HOME} 200" in log
    assert "GET /smart-2026/ticket/... 303" in log
    for secret in (on_stage, link, other_link):
        assert secret.rpartition("/")[2] not in log
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


def somebody_on_stage_lets_in_nobody_else(mayor, link):
    """A speaker's link is a way to the picture too; nginx remembers it for that browser only."""
    mayor.get(urlsplit(link).path)
    assert "konvent_pass" not in mayor.cookies
    newest = segments(mayor)[-1]
    assert mayor.get(STAGE + newest).status == 200

    stranger, forger = Browser(mayor.port), Browser(mayor.port)
    forger.cookies["konvent_speaker"] = "forged"
    assert [browser.get(STAGE + newest).status for browser in (stranger, forger)] == [403, 403]


def who_waits_hears_and_does_not_see(ada, grace, link):
    """The house holds Ada. Grace stands in the queue and listens."""
    eventually(lambda: ada.get("/smart-2026/queue").text != b"{}", "the house is counted")
    picture = segments(ada)[-1]
    grace.get(urlsplit(link).path)
    grace.get("/smart-2026/my/enter")
    assert "konvent_place" in grace.cookies

    sound = segments(grace, "au.m3u8")[-1]
    head = re.sub(r"\d+\.m4s$", "init.mp4", sound)
    assert [grace.get(STAGE + name).status for name in (sound, head)] == [200, 200]
    assert [grace.get(STAGE + name).status for name in ("live.m3u8", picture)] == [403, 403]
    assert ada.get(STAGE + picture).status == 200
    assert Browser(ada.port).get(STAGE + sound).status == 403


def segments(browser, playlist="live.m3u8"):
    return re.findall(r"^\S+\.m4s$", browser.get(STAGE + playlist).text.decode(), re.MULTILINE)


def moved(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request("GET", HOME, headers={"Host": "localhost"})
    location = connection.getresponse().headers["Location"]
    connection.close()
    return location


def test_every_variable_is_filled_in_and_edges_are_named(place, settings, monkeypatch):
    wrapper = place / "bin/konvent"
    wrapper.parent.mkdir()
    wrapper.touch(mode=0o755)
    monkeypatch.setenv("PATH", f"{wrapper.parent}:{os.environ['PATH']}")
    settings.PUBLIC_URL, settings.DATA = "https://convention.example", place / "data"
    edges = ("--edge", "10.0.0.2:8000", "--edge", "10.0.0.3:8000", "--house", "10.0.0.1:8000")
    assert run_here(deploy_command, "--out", str(place / "out"), *edges) == 0

    texts = {path.name: path.read_text() for path in (place / "out").rglob("*") if path.is_file()}
    assert not any("{{" in text for text in texts.values())
    assert "server 10.0.0.2:8000;\n    server 10.0.0.3:8000;" in texts["konvent.conf"]
    assert "--upstream http://10.0.0.1:8000" in texts["konvent-edge.service"]
    assert 'KONVENT_HOSTS=["convention.example"]' in texts["konvent.env"]
    assert not any(f"{wrapper} " in text for text in texts.values()), "it would call itself"
    if SYSTEMD:
        units = [str(path) for path in (place / "out/systemd").glob("konvent*")]
        verified = subprocess.run(
            [SYSTEMD, "verify", *units], capture_output=True, text=True, check=False
        )
        complaints = verified.stderr.splitlines()
        assert [line for line in complaints if "is not executable" not in line] == []


def test_without_an_address_nothing_is_written(place, capsys):
    assert run_here(deploy_command, "--out", str(place / "out")) == 1

    assert "KONVENT_PUBLIC_URL=https://" in capsys.readouterr().err
    assert not (place / "out").exists()
