# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an operator can get wrong about what is around: names, TLS, proxies, ports, bus."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from http.client import HTTPException, HTTPSConnection
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Max

from konvent.ops.findings import fine, note, wrong
from konvent.registration.models import Capacity
from konvent.stage.models import Source
from konvent.stage.queries import stages_without_sound_alone

if TYPE_CHECKING:
    from konvent.ops.findings import Door, Finding

SECONDS_TO_ANSWER = 3
SOON = timedelta(days=14)
WIDEST_NETWORK = {4: 12, 6: 32}
"""Bits that name one organisation at the least, by the version of its addresses."""
HEALTHY = b"ok"


def check_hosts(_door: Door, _now: datetime) -> Finding:
    if settings.DEBUG:
        return wrong(
            "DEBUG is on: every error shows this installation's inside to strangers.",
            "Run it with konvent serve, which uses the settings of an installation.",
        )
    if "*" in settings.ALLOWED_HOSTS:
        return note(
            "Konvent answers to every name, so somebody may put words into its links.",
            'Name its own alone: KONVENT_HOSTS=["convention.example"]',
        )
    return fine("Errors show nothing, and Konvent answers to its own names only.")


def check_earlier_keys(_door: Door, _now: datetime) -> Finding:
    earlier = len(settings.SECRET_KEY_FALLBACKS)
    if settings.SECRET_KEY in settings.SECRET_KEY_FALLBACKS:
        return wrong(
            "The key that signs is among the earlier ones: nothing was changed.",
            "Give KONVENT_SECRET_KEY another value: konvent secret new",
        )
    if earlier:
        return note(
            f"{earlier} earlier keys are still accepted, and so are the tickets they signed.",
            "When those tickets are over: konvent secret forget",
        )
    return fine("One key signs, and no earlier one is accepted.")


def check_tls(_door: Door, now: datetime) -> Finding:
    """Come in as a visitor does, through the web server in front."""
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme != "https" or not address.hostname:
        return fine("There is no TLS to look at: people come over http.")
    mend = "Look at the web server in front: nginx -t, systemctl status nginx."
    try:
        ends, answer = _visit(address.hostname, address.port or 443)
    except ssl.SSLError as error:
        reason = getattr(error, "verify_message", "") or error.reason
        return wrong(f"Browsers refuse the certificate of {address.hostname}: {reason}.", mend)
    except (OSError, HTTPException) as error:
        return note(f"{settings.PUBLIC_URL} cannot be reached from this machine: {error}.", mend)
    if answer != HEALTHY:
        return wrong(f"At {settings.PUBLIC_URL} somebody else answers than Konvent.", mend)
    if ends - now < SOON:
        return wrong(
            f"The certificate of {address.hostname} ends on {ends:%d %B %Y}.",
            "Renew it: certbot renew, then systemctl reload nginx.",
        )
    return fine(f"{settings.PUBLIC_URL} leads here; its certificate ends on {ends:%d %B %Y}.")


def _visit(host: str, port: int) -> tuple[datetime, bytes]:
    """Return when the certificate ends, and what is answered."""
    visit = HTTPSConnection(host, port, timeout=SECONDS_TO_ANSWER)
    try:
        visit.connect()
        certificate: Any = visit.sock.getpeercert()
        ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(certificate["notAfter"]), UTC)
        visit.request("GET", "/health")
        return ends, visit.getresponse().read(100).strip()
    finally:
        visit.close()


def check_proxies(_door: Door, _now: datetime) -> Finding:
    for name in settings.PROXIES:
        try:
            ip_address(name)
        except ValueError:
            return wrong(
                f"KONVENT_PROXIES names “{name}”, which is no address: nobody is believed by it.",
                'Write addresses of machines: KONVENT_PROXIES=["10.0.0.2"]',
            )
    others = f", and {len(settings.PROXIES)} others" if settings.PROXIES else ""
    return fine(f"This machine{others} may say who a visitor is.")


def check_networks(_door: Door, _now: datetime) -> Finding:
    """Say whom the operator named as large, and what is too large to be one."""
    if not settings.LARGE_NETWORKS:
        return fine(
            "No network is named as large: within an hour 200 people of one address may register. "
            "Who expects more behind one names it: KONVENT_LARGE_NETWORKS"
        )
    for network, _people in settings.LARGE_NETWORKS:
        if network.prefixlen < WIDEST_NETWORK[network.version]:
            return note(
                f"KONVENT_LARGE_NETWORKS names {network}, which is more than one organisation: "
                "strangers share what is meant for it, and may use it up.",
                "Name the addresses from which the organisation's people come, as "
                '{"192.0.2.0/28": 3000}',
            )
    names = ", ".join(f"{people:,} behind {name}" for name, people in settings.LARGE_NETWORKS)
    return fine(f"Networks that many people share: {names}.")


def check_waiting(_door: Door, now: datetime) -> Finding:
    """Say where people who wait at the doors of a full house would hear nothing."""
    limits = Capacity.objects.exclude(people=None).select_related("convention")
    ahead = limits.annotate(ends=Max("convention__days__ends_at")).filter(ends__gt=now)
    try:
        limited = list(ahead.order_by("convention__slug"))
        silent = {one: stages_without_sound_alone(one.convention.slug) for one in limited}
    except DatabaseError:
        return note("Who waits at the doors is not known: the database does not answer.")
    for one, rooms in silent.items():
        if rooms:
            names = ", ".join(str(room.name) for room in rooms)
            return note(
                f"{one.convention.slug} lets in {one.people:,} people at once, and who waits "
                f"cannot hear {names}: no sound alone is offered there.",
                "Sources → Quality: “as it arrives, and sound only” costs next to nothing.",
            )
    if not limited:
        return fine("No convention to come lets in only so many at once.")
    return fine("Who waits at the doors can hear every stage.")


def check_srt(_door: Door, _now: datetime) -> Finding:
    ports = settings.SRT_PORTS
    names = f"{ports.start}-{ports.stop - 1}"
    if not ports or ports.start < 1024 or ports.stop > 65_536:  # noqa: PLR2004 -- the first that is not root's, the last there is
        return wrong(f"KONVENT_SRT_PORTS={names} is no range of ports.", "Write it as 9710-9749.")
    try:
        told = Source.objects.values_list("port", flat=True)
        given = {port for port in told if port is not None}
    except DatabaseError:
        given = set()
    outside = sorted(given - {*ports})
    if outside:
        return wrong(
            f"Encoders were told port {outside[0]}, which is not in KONVENT_SRT_PORTS={names}.",
            "Widen KONVENT_SRT_PORTS and the firewall, or give those sources new addresses.",
        )
    taken = [port for port in ports if port not in given and not _is_free(port)]
    if taken:
        return note(
            f"Another program has UDP port {taken[0]}, which an encoder may be told.",
            "End it, or choose other KONVENT_SRT_PORTS.",
        )
    return fine(f"Encoders may send to UDP ports {names}; {len(given)} of them are given.")


def _is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.bind(("", port))
        except OSError:
            return False
    return True


def check_bus(_door: Door, _now: datetime) -> Finding:
    if not settings.BUS:
        return fine("Changes are told on this machine.")
    if settings.BUS == "postgres":
        return fine("Changes are told through the database.")
    from redis import Redis  # noqa: PLC0415 -- optional dependency
    from redis.exceptions import RedisError  # noqa: PLC0415 -- optional dependency

    parts = urlsplit(settings.BUS)
    where = parts.path if parts.scheme == "unix" else f"{parts.hostname}:{parts.port or 6379}"
    try:
        with Redis.from_url(settings.BUS, socket_connect_timeout=SECONDS_TO_ANSWER) as server:
            server.ping()
    except (RedisError, OSError) as error:
        return wrong(
            f"The bus does not answer at {where}: {type(error).__name__}.",
            "Start Redis, or mend KONVENT_BUS. Until then viewers see changes two seconds later.",
        )
    return fine(f"Changes are told through Redis at {where}, which answers.")


def check_admission(_door: Door, _now: datetime) -> Finding:
    """Houses that hear of each other share a database, and each keeps a door of its own."""
    if not settings.BUS:
        return fine("One house keeps the doors.")
    try:
        told = Capacity.objects.exclude(people=None).order_by("-people").first()
    except DatabaseError:
        return note("How many people come in is not known: the database does not answer.")
    if told is None:
        return fine("No house was told to hold only so many people.")
    return note(
        f"Each house on this database holds {told.people:,} people and lets in {told.per_second} "
        "a second by itself: two houses, twice as many.",
        "At Doors, write what one house is to hold: the number for all, divided by the houses.",
    )


def check_keeping(_door: Door, _now: datetime) -> Finding:
    """Whether the database keeps what it has promised, also when the power fails."""
    try:
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            version = ".".join(map(str, connection.Database.sqlite_version_info))  # type: ignore[attr-defined]  # the module of SQLite
            return fine(f"SQLite {version} keeps what it has promised.")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, setting FROM pg_settings WHERE setting = 'off' AND name IN "
                "('fsync', 'synchronous_commit', 'full_page_writes')"
            )
            off = sorted(name for name, _ in cursor.fetchall())
            cursor.execute("SHOW server_version")
            (version,) = cursor.fetchone()
    except DatabaseError:
        return note("Whether the database keeps what it promises is not known: it does not answer.")
    if off:
        return wrong(
            f"PostgreSQL loses what it has promised when the power fails: {', '.join(off)} is off.",
            "Set it to on in postgresql.conf, and reload.",
        )
    return fine(f"PostgreSQL {version} keeps what it has promised.")


def check_either_case(_door: Door, _now: datetime) -> Finding:
    """Whether a search for özlem finds Özlem: a database in the plain C locale knows ASCII only."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 'Ö' LIKE 'ö' ESCAPE '!' OR upper('ö') = 'Ö'")
            (does,) = cursor.fetchone()
    except DatabaseError:
        return note("How the database searches is not known: it does not answer.")
    if not does:
        return wrong(
            "The database takes ö and Ö for two letters, so searches miss people.",
            "Make one with LC_CTYPE 'C.UTF-8' (from template0), and restore a backup into it.",
        )
    return fine("The database finds people in either case of every letter.")


def check_directory(_door: Door, now: datetime) -> Finding:
    """Read what a directory by SAML says about itself, as the sign-in would."""
    if not settings.SAML_METADATA:
        return fine("No directory by SAML is named.")
    from konvent.people import saml  # noqa: PLC0415 -- optional dependency

    try:
        until = saml.keys_end_at(saml.metadata())
    except saml.DirectoryUnreadableError as error:
        return wrong(
            f"The directory's metadata cannot be read, so nobody signs in by it: {error}",
            "Check KONVENT_SAML_METADATA and KONVENT_SAML_PROVIDER.",
        )
    if until < now + SOON:
        return note(
            f"The directory's certificate ends on {until:%Y-%m-%d}; after that, ask for a new one.",
            "Take over its metadata again, if you named it as a file.",
        )
    return fine(f"The directory at {saml.origin()} can be asked.")
