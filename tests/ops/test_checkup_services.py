# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The doctor looks at what is around: names, keys, TLS, proxies, ports, the bus, promises."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from ipaddress import ip_network

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection
from tests.factories import make_world
from tests.foundation.redis_server import PROGRAM, RedisServer

from konvent.ops import checkup_services as services
from konvent.ops.findings import Door, State
from konvent.registration.models import Capacity
from konvent.stage.actions import choose_quality
from konvent.stage.models import Source

NOW = datetime.now(UTC)
HERE = Door("127.0.0.1", 0)


class Visited(BaseHTTPRequestHandler):
    """A web server in front, and what is behind it."""

    answer = b"ok\n"

    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.answer)

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def https(tmp_path, monkeypatch, settings):
    """A web server whose certificate ends after so many days, and is trusted here."""
    servers = []

    def open_house(days, *, is_trusted=True, answer=b"ok\n"):
        file = make_certificate(tmp_path, days)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(file)
        server = HTTPServer(("127.0.0.1", 0), type("Answering", (Visited,), {"answer": answer}))
        server.handle_error = lambda *_: None
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}).start()
        servers.append(server)
        if is_trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(file))
        settings.PUBLIC_URL = f"https://localhost:{server.server_port}"

    yield open_house
    for server in servers:
        server.shutdown()
        server.server_close()


def make_certificate(folder, days):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=90))
        .not_valid_after(NOW + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "certificate.pem"
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    private = key.private_bytes(*form, serialization.NoEncryption())
    file.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
    return file


def test_a_certificate_that_browsers_trust_for_long_is_fine(https):
    https(60)

    finding = services.check_tls(HERE, NOW)

    assert (finding.state, finding.mend) == (State.FINE, "")


@pytest.mark.parametrize(
    ("days", "how", "says"),
    [
        (60, {"is_trusted": False}, "Browsers refuse the certificate"),
        (-1, {}, "Browsers refuse the certificate of localhost: certificate has expired"),
        (5, {}, "ends on"),
        (60, {"answer": b"It works!"}, "somebody else answers"),
    ],
)
def test_what_browsers_would_refuse_or_soon_will_is_wrong(https, days, how, says):
    https(days, **how)

    finding = services.check_tls(HERE, NOW)

    assert finding.state == State.WRONG
    assert says in finding.says


def test_an_address_that_cannot_be_reached_from_here_is_noted(settings):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    settings.PUBLIC_URL = f"https://localhost:{port}"

    assert services.check_tls(HERE, NOW).state == State.NOTE


@pytest.mark.parametrize(
    ("debug", "hosts", "state"),
    [
        (False, ["convention.example"], State.FINE),
        (False, ["*"], State.NOTE),
        (True, ["convention.example"], State.WRONG),
    ],
)
def test_an_open_inside_and_names_of_strangers_are_found(settings, debug, hosts, state):
    settings.DEBUG, settings.ALLOWED_HOSTS = debug, hosts

    assert services.check_hosts(HERE, NOW).state == state


def test_who_waits_at_full_doors_hears_something(db):
    world = make_world()
    now = world.days.get().starts_at
    unlimited = services.check_waiting(HERE, now)
    Capacity.objects.create(convention=world, people=500)

    silent = services.check_waiting(HERE, now)
    choose_quality(room=world.rooms.get(), quality="sound", at=now, by=None)
    heard = services.check_waiting(HERE, now)

    assert [one.state for one in (unlimited, silent, heard)] == [State.FINE, State.NOTE, State.FINE]
    assert "lets in 500 people at once, and who waits cannot hear Smart Plaza" in silent.says


def test_networks_that_many_share_are_read_back_and_too_large_ones_noted(settings):
    assert "KONVENT_LARGE_NETWORKS" in services.check_networks(HERE, NOW).says

    settings.LARGE_NETWORKS = ((ip_network("192.0.2.0/28"), 3000),)
    named = services.check_networks(HERE, NOW)
    settings.LARGE_NETWORKS = ((ip_network("0.0.0.0/0"), 3000),)
    everybody = services.check_networks(HERE, NOW)

    assert "3,000 behind 192.0.2.0/28" in named.says
    assert [named.state, everybody.state] == [State.FINE, State.NOTE]


def test_earlier_keys_are_not_forgotten_about(settings):
    assert services.check_earlier_keys(HERE, NOW).state == State.FINE

    settings.SECRET_KEY_FALLBACKS = ["an earlier one"]
    assert services.check_earlier_keys(HERE, NOW).state == State.NOTE

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    assert services.check_earlier_keys(HERE, NOW).state == State.WRONG


@pytest.mark.parametrize(
    ("proxies", "state"), [([], State.FINE), (["10.0.0.2"], State.FINE), (["nginx"], State.WRONG)]
)
def test_a_proxy_that_is_no_address_is_found(settings, proxies, state):
    settings.PROXIES = frozenset(proxies)

    assert services.check_proxies(HERE, NOW).state == state


@pytest.fixture
def free_ports(settings):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("", 0))
        port = probe.getsockname()[1]
    settings.SRT_PORTS = range(port, port + 1)
    return settings.SRT_PORTS


@pytest.mark.django_db
def test_a_port_that_an_encoder_was_told_has_to_be_open(settings, free_ports):
    Source.objects.create(room=make_world().rooms.get(), port=free_ports.start, kind="srt")
    assert services.check_srt(HERE, NOW).state == State.FINE

    settings.SRT_PORTS = range(free_ports.start + 1, free_ports.start + 2)

    finding = services.check_srt(HERE, NOW)
    assert finding.state == State.WRONG
    assert f"port {free_ports.start}" in finding.says


@pytest.mark.django_db
def test_a_port_that_another_program_has_is_noted(free_ports):
    assert services.check_srt(HERE, NOW).state == State.FINE
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other:
        other.bind(("", free_ports.start))

        assert services.check_srt(HERE, NOW).state == State.NOTE


def test_ports_that_are_no_range_are_found(settings):
    settings.SRT_PORTS = range(9749, 9711)

    assert services.check_srt(HERE, NOW).state == State.WRONG


@pytest.mark.skipif(not PROGRAM, reason="there is no Redis here")
def test_a_bus_has_to_answer(settings, tmp_path):
    server = RedisServer(tmp_path)
    server.start()
    settings.BUS = server.url
    assert services.check_bus(HERE, NOW).state == State.FINE

    server.kill()

    finding = services.check_bus(HERE, NOW)
    assert finding.state == State.WRONG
    assert str(server.address) in finding.says


@pytest.mark.django_db
def test_houses_on_one_database_are_reminded_that_each_keeps_a_door_of_its_own(settings):
    assert services.check_admission(HERE, NOW).state == State.FINE
    settings.BUS = "postgres"
    assert services.check_admission(HERE, NOW).state == State.FINE
    Capacity.objects.create(convention=make_world(), people=5000, per_second=40)

    finding = services.check_admission(HERE, NOW)

    assert finding.state == State.NOTE
    assert "5,000 people and lets in 40 a second by itself" in finding.says
    assert "divided by the houses" in finding.mend


@pytest.mark.django_db
def test_a_database_that_forgets_its_promises_is_found():
    finding = services.check_keeping(HERE, NOW)

    if connection.vendor == "sqlite":
        assert finding.state == State.FINE
    else:  # the tests' own PostgreSQL is a forgetful one
        assert "fsync, full_page_writes, synchronous_commit is off" in finding.says


@pytest.mark.django_db
def test_a_database_that_knows_some_letters_only_is_found():
    letters = {"sqlite": ("LIKE", "GLOB"), "postgresql": ("upper('ö'", "upper('ö' COLLATE \"C\"")}

    def knowing_ascii_only(execute, sql, *more):
        return execute(sql.replace(*letters[connection.vendor]).replace("ESCAPE '!' ", ""), *more)

    assert services.check_either_case(HERE, NOW).state == State.FINE
    with connection.execute_wrapper(knowing_ascii_only):
        finding = services.check_either_case(HERE, NOW)

    assert finding.state == State.WRONG
    assert "searches miss people" in finding.says
