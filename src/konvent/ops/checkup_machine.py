# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an operator can get wrong about the machine: whose files, which disk, memory, clock."""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import sys
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.db import DatabaseError, connection

from konvent.convention.models import Convention
from konvent.foundation.media.memory import LEAST_BYTES
from konvent.ops.amounts import counted
from konvent.ops.backups.making import backups_in
from konvent.ops.backups.manifest import BackupError, read_manifest
from konvent.ops.findings import fine, note, wrong

if TYPE_CHECKING:
    from konvent.ops.findings import Door, Finding

MOUNTS = Path("/proc/self/mounts")
OVER_THE_NETWORK = ("nfs", "cifs", "smb", "fuse.sshfs", "9p", "afs", "ceph", "glusterfs")
"""File systems on which SQLite's write-ahead log, which is shared memory, may break."""
OLD_BACKUP = timedelta(hours=26)
NOT_KEPT_RIGHT = 5
"""What adjtimex(2) answers when nobody keeps the clock right."""


def check_owner(_door: Door, _now: datetime) -> Finding:
    owner, here = settings.DATA.stat().st_uid, os.geteuid()
    if owner == here:
        return fine(f"The data folder belongs to {_called(here)}, who asks.")
    return wrong(
        f"The data folder belongs to {_called(owner)}, and you are {_called(here)}: "
        "files that you make, the house cannot read.",
        f"sudo -u {_called(owner)} konvent doctor",
    )


def _called(number: int) -> str:
    with suppress(KeyError):
        return pwd.getpwuid(number).pw_name
    return f"user {number}"


def check_file_system(_door: Door, _now: datetime) -> Finding:
    kind = file_system_of(settings.DATA, MOUNTS.read_text() if MOUNTS.exists() else "")
    if kind.startswith(OVER_THE_NETWORK) and connection.vendor == "sqlite":
        return wrong(
            f"The data folder is on a disk over the network ({kind}), where SQLite loses data.",
            "Move it to a disk of this machine, or use PostgreSQL: KONVENT_DATABASE_URL.",
        )
    return fine(f"The data folder is on {kind or 'a disk'} of this machine.")


def file_system_of(folder: Path, mounts: str) -> str:
    """Return the kind of file system that holds a folder, by the system's list of them."""
    fields = [line.split() for line in mounts.splitlines()]
    holding = [
        (len(where), kind)
        for _, where, kind, *_ in fields
        if folder.is_relative_to(where.replace("\\040", " "))
    ]
    return max(holding, default=(0, ""))[1]


def check_memory(_door: Door, _now: datetime) -> Finding:
    place = Path(settings.MEMORY) if settings.MEMORY else None
    mend = "Give /dev/shm 512 MB (in a container: --shm-size 512m), or name another KONVENT_MEMORY."
    if place is None or not place.is_dir():
        return note("Stages are live from the disk: when it is full, the picture stops.", mend)
    free = shutil.disk_usage(place).free
    if free < LEAST_BYTES:
        return note(
            f"{place} has {free / 1e6:.0f} MB free, too little for stages to be live from memory.",
            mend,
        )
    return fine(f"Stages are live from memory: {free / 1e6:,.0f} MB are free in {place}.")


def check_clock_is_kept(_door: Door, _now: datetime) -> Finding:
    answer = adjtimex()
    if answer == NOT_KEPT_RIGHT:
        return note(
            "Nobody keeps the clock of this machine right.",
            "apt-get install chrony, or timedatectl set-ntp true",
        )
    if answer < 0:
        return note("Whether somebody keeps the clock right, this system does not say.")
    return fine("The clock is kept right.")


def adjtimex() -> int:
    """Ask the kernel whether its clock follows another one; -1 where it cannot be asked."""
    try:
        return int(ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(512)))
    except AttributeError:  # not Linux
        return -1


def check_zones(_door: Door, now: datetime) -> Finding:
    try:
        zones = set(Convention.objects.values_list("timezone", flat=True)) | {settings.TIME_ZONE}
    except DatabaseError:
        zones = {settings.TIME_ZONE}
    unknown = [name for name in sorted(zones) if not _is_known(name)]
    if unknown:
        return wrong(
            f"This machine does not know the time zone {unknown[0]}.", "pip install -U tzdata"
        )
    times = ", ".join(f"{now.astimezone(ZoneInfo(name)):%H:%M} in {name}" for name in sorted(zones))
    return fine(f"It is {times}.")


def _is_known(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


def check_letters(_door: Door, _now: datetime) -> Finding:
    names, words = sys.getfilesystemencoding(), sys.stdout.encoding or "utf-8"
    if {names.lower(), words.lower()} <= {"utf-8", "utf8"}:
        return fine("Letters with umlauts can be written, in names of files too.")
    return wrong(
        f"This machine writes {names} and {words}: names with umlauts break.",
        "Set LANG=C.UTF-8 for the service.",
    )


def check_backups(_door: Door, now: datetime) -> Finding:
    shelf: Path | None = settings.BACKUPS
    if shelf is None:
        return note(
            "Nothing says where backups go.",
            "Set KONVENT_BACKUPS, and make one every night: konvent backup --keep 14",
        )
    newest = next(reversed(backups_in(shelf)), None)
    if newest is None:
        return wrong(f"There is no backup in {shelf}.", "konvent backup")
    try:
        made_at = datetime.fromisoformat(read_manifest(newest).made_at)
    except BackupError as error:
        return wrong(str(error), "Make another one: konvent backup")
    age = now.astimezone(UTC) - made_at
    if age > OLD_BACKUP:
        return wrong(
            f"The newest backup is {counted(age // timedelta(hours=1), 'hour')} old: {newest}.",
            "Look whether the timer runs: systemctl list-timers konvent-backup",
        )
    if shelf.stat().st_dev == settings.DATA.stat().st_dev:
        return note(
            f"The newest backup is {counted(age // timedelta(hours=1), 'hour')} old, "
            "and on the same disk as the data: one broken disk takes both.",
            "Mount another disk there, or copy the backups away every night.",
        )
    return fine(f"The newest backup is {counted(age // timedelta(hours=1), 'hour')} old: {newest}.")
