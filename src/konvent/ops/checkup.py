# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an operator can get wrong, each with what to do about it."""

from __future__ import annotations

import fcntl
import os
import resource
import shutil
import socket
import stat
import subprocess
import sys
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import imageio_ffmpeg  # type: ignore[import-untyped]  # it brings no types
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.http.request import validate_host

import konvent
from konvent import foundation
from konvent.foundation.fonts import REGULAR
from konvent.foundation.front.server import KEPT_FOR_ITSELF, SHARE_OF_VIEWERS
from konvent.foundation.media.names import MASTER
from konvent.library.models import Recording
from konvent.library.places import folder_of
from konvent.ops.amounts import GIGABYTE, counted, sized
from konvent.ops.checkup_machine import (
    check_backups,
    check_clock_is_kept,
    check_file_system,
    check_letters,
    check_memory,
    check_owner,
    check_zones,
)
from konvent.ops.checkup_mail import check_mail, check_pace, check_reports
from konvent.ops.checkup_services import (
    check_admission,
    check_bus,
    check_directory,
    check_earlier_keys,
    check_either_case,
    check_hosts,
    check_keeping,
    check_networks,
    check_proxies,
    check_srt,
    check_tls,
    check_waiting,
)
from konvent.ops.checkup_store import check_store
from konvent.ops.findings import fine, note, wrong
from konvent.registration.models import Capacity

if TYPE_CHECKING:
    from konvent.ops.findings import Check, Door, Finding

TIGHT_DISK, ROOMY_DISK = 1 * GIGABYTE, 10 * GIGABYTE
MANY_VIEWERS = 10_600
SHORTEST_SECRET = 32
LOCAL = frozenset({"127.0.0.1", "localhost", "[::1]"})
WRITTEN_IN = datetime(2026, 1, 1).astimezone()


def check_python(_door: Door, _now: datetime) -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    return fine(f"Python {version}.")


def check_data_folder(_door: Door, _now: datetime) -> Finding:
    folder: Path = settings.DATA
    probe = folder / f".doctor-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        return wrong(
            f"{folder} cannot be written to: {error.strerror}.",
            f"Give it to the user that runs Konvent: chown -R USER {folder}",
        )
    if stat.S_IMODE(folder.stat().st_mode) & 0o077:
        return note(
            f"Others on this machine can look into {folder}, where people's addresses are.",
            f"chmod 700 {folder}",
        )
    return fine(f"{folder} can be written to, and nobody else looks into it.")


def check_secret(_door: Door, _now: datetime) -> Finding:
    if len(settings.SECRET_KEY) < SHORTEST_SECRET:
        return wrong(
            "The key that signs tickets is too short to be a secret.",
            "Leave KONVENT_SECRET_KEY empty, and Konvent makes a good one.",
        )
    file: Path = settings.DATA / "secret.key"
    if not file.exists():
        return fine("The key that signs tickets comes from KONVENT_SECRET_KEY.")
    if stat.S_IMODE(file.stat().st_mode) & 0o077:
        return wrong(
            f"Others on this machine can read {file}, and sign tickets with it.",
            f"chmod 600 {file}",
        )
    if _runs_since_before(file):
        return wrong(
            "The keys were changed while Konvent runs: until it is started again it signs "
            "with, and knows people by, those it began with.",
            "systemctl restart konvent",
        )
    return fine(f"The key that signs tickets is in {file}, for its owner only.")


def _runs_since_before(file: Path) -> bool:
    """Whether a house runs on this folder that began before the file was last written."""
    lock = settings.DATA / "serve.lock"
    if not lock.exists() or lock.stat().st_mtime >= file.stat().st_mtime:
        return False
    with lock.open() as held:
        try:
            fcntl.flock(held, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def check_disk(_door: Door, _now: datetime) -> Finding:
    free = shutil.disk_usage(settings.DATA).free
    says = f"{sized(free)} are free where the data is."
    if free < TIGHT_DISK:
        return wrong(says, "Free some space, or move the data folder to a larger disk.")
    if free < ROOMY_DISK:
        return note(says, "That is little for a convention with pictures; watch it.")
    return fine(says)


def check_file_limit(_door: Door, _now: datetime) -> Finding:
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    if most == resource.RLIM_INFINITY:
        return fine("There is no limit to open files, and so to viewers at once.")
    viewers = int(max(most - KEPT_FOR_ITSELF, 0) * SHARE_OF_VIEWERS)
    says = f"The limit of {most:,} open files allows about {viewers:,} viewers at once."
    held = _most_people_held()
    if viewers < held:
        return wrong(
            f"A house was told to hold {held:,} people. {says}",
            f"LimitNOFILE={held * 2} in systemd, or let it hold fewer: the rest waits in line.",
        )
    if viewers < MANY_VIEWERS:
        return note(says, "For more, raise it: LimitNOFILE=65536 in systemd, or ulimit -Hn.")
    return fine(says)


def _most_people_held() -> int:
    """Return how many people the largest house is to hold; 0 when none has said so."""
    try:
        return Capacity.objects.aggregate(most=Max("people"))["most"] or 0
    except DatabaseError:
        return 0


def check_database(_door: Door, _now: datetime) -> Finding:
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, ImportError) as error:
        reason = str(error).strip().splitlines()[0]
        return wrong(
            f"The database does not answer: {reason}",
            "Check KONVENT_DATABASE_URL, and that the server runs and lets this user in.",
        )
    kind = {"sqlite": "SQLite in the data folder", "postgresql": "PostgreSQL"}[connection.vendor]
    if waiting:
        return note(
            f"The database ({kind}) waits for {counted(len(waiting), 'change')}.",
            "konvent serve makes them as it starts; or now: konvent manage migrate",
        )
    return fine(f"The database ({kind}) answers and is up to date.")


def check_ffmpeg(_door: Door, _now: datetime) -> Finding:
    mend = "Install Konvent again with its dependencies, or name another one in IMAGEIO_FFMPEG_EXE."
    try:
        program = imageio_ffmpeg.get_ffmpeg_exe()
        command = [program, "-hide_banner", "-encoders"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        return wrong(f"ffmpeg does not run, so no stage has a picture: {error}", mend)
    missing = [name for name in ("libx264", "aac") if f" {name} " not in done.stdout]
    if missing:
        return wrong(f"ffmpeg ({program}) cannot encode {' and '.join(missing)}.", mend)
    return fine(f"ffmpeg runs ({program}).")


def check_rtmp(_door: Door, _now: datetime) -> Finding:
    if not settings.RTMP_URL:
        return fine("Encoders send by SRT; RTMP is not offered.")
    port = settings.RTMP_PORT
    try:
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except OSError:
        return wrong(
            f"RTMP is offered at {settings.RTMP_URL}, and nothing answers at port {port} here.",
            "Let nginx run with what konvent rtmp-config writes, or leave KONVENT_RTMP_URL empty.",
        )
    return fine(f"RTMP is offered at {settings.RTMP_URL}, and port {port} answers.")


def check_built_files(_door: Door, _now: datetime) -> Finding:
    parts = {
        "style and scripts": Path(foundation.__file__).parent / "static/konvent/dist/manifest.json",
        "the font of stages and badges": REGULAR,
    }
    missing = [name for name, file in parts.items() if not file.exists()]
    if not any(Path(konvent.__file__).parent.glob("*/locale/de/LC_MESSAGES/django.mo")):
        missing.append("the German words")
    if missing:
        return wrong(
            f"This installation was not built: {', '.join(missing)} missing.",
            "From sources: python3 dev.py setup. Otherwise install the wheel again.",
        )
    return fine("Style, scripts, font and German words are there.")


def check_port(door: Door, _now: datetime) -> Finding:
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    try:
        with socket.create_server((door.host, door.port), family=family):
            return fine(f"Port {door.port} is free.")
    except OSError as error:
        if _is_konvent(door):
            return fine(f"Konvent answers on port {door.port}.")
        return wrong(
            f"Konvent cannot listen on port {door.port}: {error.strerror}.",
            "End the other program, or choose another --port.",
        )


def _is_konvent(door: Door) -> bool:
    asking = HTTPConnection(door.host, door.port, timeout=1)
    try:
        asking.request("GET", "/ready")
        return asking.getresponse().status in {200, 503}
    except (OSError, HTTPException):
        return False
    finally:
        asking.close()


def check_clock(_door: Door, now: datetime) -> Finding:
    mend = "Set the clock, and let it be kept right: timedatectl set-ntp true"
    if now < WRITTEN_IN:
        return wrong(f"The clock says {now:%d %B %Y}. Tickets would be valid for ever.", mend)
    newest = max((file.stat().st_mtime for file in settings.DATA.glob("*")), default=0)
    ahead = newest - now.timestamp()
    if ahead > timedelta(minutes=5).total_seconds():
        return wrong(f"The clock is behind: the data is {ahead / 60:.0f} minutes newer.", mend)
    try:
        ZoneInfo("Europe/Berlin")
    except ZoneInfoNotFoundError:
        return wrong("There are no time zones.", "Install the package tzdata.")
    return fine(f"The clock says {now:%d %B %Y, %H:%M %Z}.")


def check_address(door: Door, _now: datetime) -> Finding:
    parts = urlsplit(settings.PUBLIC_URL)
    host = parts.netloc.rpartition("@")[2]
    name = host.rpartition(":")[0] if parts.port else host
    if parts.scheme not in {"http", "https"} or not name or parts.path:
        return wrong(
            f"KONVENT_PUBLIC_URL is no address: {settings.PUBLIC_URL}",
            "Write it as https://convention.example, without a slash at the end.",
        )
    if not validate_host(name, settings.ALLOWED_HOSTS):
        return wrong(
            f"People are sent to {settings.PUBLIC_URL}, but Konvent does not answer to {name}.",
            f'Add it to KONVENT_HOSTS, such as ["{name}"].',
        )
    if parts.scheme == "http" and name not in LOCAL:
        return wrong(
            f"{settings.PUBLIC_URL} is not encrypted: tickets can be read on their way.",
            "Put a web server with TLS before Konvent and write KONVENT_PUBLIC_URL=https://…",
        )
    if name in LOCAL and (door.host not in LOCAL or set(settings.ALLOWED_HOSTS) - LOCAL):
        return wrong(
            f"Links in mails and calendars lead to {settings.PUBLIC_URL}: this machine only.",
            "Set KONVENT_PUBLIC_URL to the address that people type.",
        )
    return fine(f"People find the installation at {settings.PUBLIC_URL}.")


def check_recordings(_door: Door, _now: datetime) -> Finding:
    try:
        recordings = list(Recording.objects.select_related("convention").exclude(variants=[]))
    except DatabaseError:
        return note(
            "The recordings are not known: the database does not answer or waits for changes."
        )
    missing = [
        str(one) for one in recordings if not one.shelf and not (folder_of(one) / MASTER).exists()
    ]
    if missing:
        return wrong(
            f"The files of {counted(len(missing), 'recording')} are not there: "
            f"{', '.join(missing[:3])}.",
            "Bring the folder “recordings” back from a backup; konvent media verify says more.",
        )
    size = sum(recording.size for recording in recordings)
    return fine(f"On the disk: {counted(len(recordings), 'recording')}, {sized(size)}.")


CHECKS: dict[str, Check] = {
    "Python": check_python,
    "data folder": check_data_folder,
    "owner": check_owner,
    "file system": check_file_system,
    "secret": check_secret,
    "earlier keys": check_earlier_keys,
    "disk": check_disk,
    "memory": check_memory,
    "viewers": check_file_limit,
    "database": check_database,
    "promises": check_keeping,
    "searches": check_either_case,
    "bus": check_bus,
    "doors": check_admission,
    "ffmpeg": check_ffmpeg,
    "srt": check_srt,
    "rtmp": check_rtmp,
    "built files": check_built_files,
    "letters": check_letters,
    "waiting": check_waiting,
    "port": check_port,
    "clock": check_clock,
    "clock kept": check_clock_is_kept,
    "time zones": check_zones,
    "hosts": check_hosts,
    "address": check_address,
    "tls": check_tls,
    "proxies": check_proxies,
    "large networks": check_networks,
    "directory": check_directory,
    "mail": check_mail,
    "mail pace": check_pace,
    "reports": check_reports,
    "recordings": check_recordings,
    "store": check_store,
    "backups": check_backups,
}


def look_over(door: Door, now: datetime) -> dict[str, Finding]:
    """Make every check, in the order in which an operator would."""
    return {name: look_at(check, door, now) for name, check in CHECKS.items()}


def look_at(check: Check, door: Door, now: datetime) -> Finding:
    """Make one check; what keeps it from being made is a finding, and keeps no other."""
    try:
        return check(door, now)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the operator is told the rest as well
        return wrong(
            f"This could not be looked at: {type(error).__name__}: {error}",
            "Look first at what is wrong above; if nothing is, please tell us of it.",
        )
