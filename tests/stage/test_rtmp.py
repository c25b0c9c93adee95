# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""RTMP(S): the key is asked for by the real nginx, and nobody learns it on the way."""

from __future__ import annotations

import os
import socket
import subprocess
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

import pytest
from django.core.cache import cache
from tests.factories import make_convention, make_room
from tests.stage import nginx
from tests.stage.publishing import CARD, LINES, Publisher, Stage, film_clip
from tests.stage.test_sources import AT

from konvent.config import cli
from konvent.foundation.media.ffmpeg import program
from konvent.stage import actions
from konvent.stage.actions.sources import CannotOpenSourceError
from konvent.stage.media.plan import Listening, Plan
from konvent.stage.models import Source
from konvent.stage.rtmp import HOOK, INNER_PORT_AFTER, Nginx, stream_name
from konvent.stage.views.rtmp import REFUSED_AT_MOST

if TYPE_CHECKING:
    from pathlib import Path

ANY_CERTIFICATE = ("-tls_verify", "0")
NAME = "smart-2026.smart-plaza.primary"


@pytest.fixture(autouse=True)
def _no_refusals_yet():
    cache.clear()


@pytest.fixture
def key(room, settings):
    settings.RTMP_URL = "rtmps://stage.example.org:1936"
    return actions.open_rtmp_source(room=room, role="primary", at=AT, by=None)[1]


def knock(client, *, key, name=NAME, call="publish", **facts):
    asked = {"app": "live", "name": name, "call": call, "key": key, "addr": "192.0.2.7"}
    return client.post(HOOK, asked, **facts).status_code


@pytest.mark.parametrize("call", ["publish", "update_publish", "play"])
def test_the_right_key_opens_and_nothing_changes_by_asking(client, key, room, call):
    before = list(room.sources.values())

    assert knock(client, key=key, call=call) == 200
    assert list(room.sources.values()) == before


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        (NAME, "guessed"),
        (NAME, ""),
        (NAME, "schlüssel"),
        ("smart-2026.smart-plaza.backup", None),
        ("smart-2026.nowhere.primary", ""),
        ("", ""),
        ("a.b.c.d", ""),
    ],
)
def test_any_other_key_or_name_is_refused(client, key, name, wrong):
    assert knock(client, key=key if wrong is None else wrong, name=name) == 403


FORM = "application/x-www-form-urlencoded"
NOISE = bytes(n * n % 251 for n in range(4000))


@pytest.mark.parametrize(
    ("said", "form"),
    [
        (b"", FORM),
        (b"name=a%00b&key=%ff%fe&addr=%00", FORM),
        (b"&".join(b"%d=%d" % (n, n) for n in range(2000)), FORM),
        (NOISE, "multipart/form-data; boundary=x"),
        (NOISE, "application/json"),
        (b"name=" + b"a" * 3_000_000, FORM),
    ],
    ids=["nothing", "bytes", "many", "noise in parts", "noise", "long"],
)
def test_garbage_gets_nobody_in_and_keeps_nobody_out(client, key, said, form):
    assert client.post(HOOK, said, content_type=form).status_code in {400, 403}
    assert knock(client, key=key) == 200


def test_only_this_machine_is_heard(client, key):
    assert knock(client, key=key, REMOTE_ADDR="192.0.2.7") == 404
    assert client.get(HOOK).status_code == 405


def test_a_rotated_key_and_one_of_a_source_that_is_off_are_refused(client, key, room):
    source = room.sources.get()
    new = actions.rotate_passphrase(source=source, at=AT, by=None)

    assert knock(client, key=key) == 403
    assert knock(client, key=new) == 200
    actions.switch_source(source=source, is_on=False, at=AT, by=None)
    assert knock(client, key=new) == 403


def test_whoever_guesses_is_not_heard_for_a_while_and_others_are(client, key):
    for _guess in range(REFUSED_AT_MOST):
        assert knock(client, key="guessed") == 403

    assert knock(client, key=key) == 429
    other = {"name": NAME, "key": key, "addr": "192.0.2.8"}
    assert client.post(HOOK, other).status_code == 200


def test_without_an_address_for_it_there_is_no_rtmp(room, settings):
    settings.RTMP_URL = ""

    with pytest.raises(CannotOpenSourceError, match="no RTMP"):
        actions.open_rtmp_source(room=room, role="primary", at=AT, by=None)


def test_the_configuration_is_printed_or_written(settings, capsys, tmp_path):
    settings.RTMP_URL, settings.RTMP_PORT = "rtmp://stage.example.org", 1940

    assert cli.main(["rtmp-config", "--port", "8001"]) == 0
    printed = capsys.readouterr().out
    assert cli.main(["rtmp-config", "--port", "8001", "--out", str(tmp_path / "rtmp.conf")]) == 0

    assert printed == (tmp_path / "rtmp.conf").read_text()
    assert "listen 1935;" in printed
    assert "listen 127.0.0.1:1940;" in printed
    assert f"on_publish http://127.0.0.1:8001{HOOK};" in printed


@pytest.mark.parametrize(
    ("url", "words"), [("", "KONVENT_RTMP_URL"), ("rtmps://stage.example.org", "certificate")]
)
def test_what_is_missing_for_a_configuration_is_said(settings, capsys, url, words):
    settings.RTMP_URL = url

    assert cli.main(["rtmp-config"]) == 1
    assert words in capsys.readouterr().err


class Sender(Publisher):
    """Sends by RTMP, as OBS does."""

    def __init__(self, clip: Path, address: str) -> None:
        source = ["-re", "-stream_loop", "-1", "-i", str(clip), "-c", "copy"]
        self._command = [program(), "-v", "error", *source, "-f", "flv"]
        self._command += [*ANY_CERTIFICATE, address]
        self._process = None


@pytest.fixture
def by_rtmps(transactional_db, live_server, settings, tmp_path):
    """A stage that is sent its picture by RTMPS; and the address without a key."""
    inside, outside = nginx.free_tcp_port(INNER_PORT_AFTER), nginx.free_tcp_port()
    settings.RTMP_URL, settings.RTMP_PORT = f"rtmps://127.0.0.1:{outside}", inside
    room = make_room(make_convention("smart-2026"))
    source, key = actions.open_rtmp_source(room=room, role="primary", at=AT, by=None)
    film_clip(tmp_path / "clip.ts", "160x90", 2, ["-c:a", "aac"])
    stage = Stage(tmp_path / "stage", {})
    listening = Listening("primary", inside, key, kind="rtmp", stream=stream_name(source))
    stage.open(Plan(CARD, (listening,), slate_lines=LINES))
    certificate = nginx.make_certificate(tmp_path)
    asks = live_server.url.replace("localhost", "127.0.0.1")
    config = Nginx(settings.RTMP_URL, inside, asks, *certificate, asks_every=1)
    with nginx.running(tmp_path, config):
        yield stage, f"{settings.RTMP_URL}/live/{stream_name(source)}", key
        stage.close()


@pytest.mark.skipif(not nginx.IS_THERE, reason="nginx with RTMP is not installed: not run")
@pytest.mark.real_time
def test_the_real_nginx_takes_the_right_key_alone_and_the_slate_bridges_a_break(
    by_rtmps, tmp_path, caplog
):
    stage, address, key = by_rtmps
    clip = tmp_path / "clip.ts"
    wrong, right = Sender(clip, f"{address}?key=wrong"), Sender(clip, f"{address}?key={key}")

    for port in (address.partition("/live/")[0].rpartition(":")[2], stage.port("primary")):
        throw_garbage(int(port))
    stage.sending["primary"] = wrong
    stage.until(lambda: wrong.was_refused)
    stage.sending["primary"] = right
    stage.until(lambda: stage.on_air == "primary")
    stage.until(stage.more(1))
    assert can_fetch(f"{address}?key={key}")
    assert not can_fetch(f"{address}?key=wrong")
    assert not can_fetch(address)
    stage.stop("primary")
    stage.until(lambda: stage.on_air == "slate")
    stage.sending["primary"] = right
    stage.until(lambda: stage.on_air == "primary")
    actions.rotate_passphrase(source=Source.objects.get(), at=AT, by=None)
    stage.until(lambda: right.was_refused)

    assert stage.findings() == []
    noted = (tmp_path / "error.log").read_text() + caplog.text
    assert "rtmp" in noted
    assert key not in noted


def throw_garbage(port):
    """Say things that are neither RTMP nor TLS, many at a time."""
    with ExitStack() as strangers:
        for number in range(20):
            stranger = socket.create_connection(("127.0.0.1", port))
            strangers.enter_context(stranger)
            with suppress(ConnectionError):  # sent away before it had said everything
                stranger.sendall(b"\x03"[: number % 2] + os.urandom(1 + 400 * number))


def can_fetch(address):
    source = ["-rw_timeout", "5000000", *ANY_CERTIFICATE, "-i", address]
    command = [program(), "-v", "error", *source, "-t", "1", "-f", "null", "-"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
