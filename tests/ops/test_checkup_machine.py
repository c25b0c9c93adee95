# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The doctor looks at the machine: whose files, which disk, memory, clock, backups."""

import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.factories import make_convention

from konvent.ops import checkup_machine as machine
from konvent.ops.backups.manifest import Manifest, write_manifest
from konvent.ops.findings import Door, State

NOW = datetime(2026, 10, 27, 9, 0, tzinfo=UTC)
HERE = Door("127.0.0.1", 0)
MOUNTS = """\
/dev/sda1 / ext4 rw 0 0
10.0.0.9:/konvent /srv nfs4 rw 0 0
/dev/sdb1 /srv/My\\040disk xfs rw 0 0
"""


@pytest.fixture(autouse=True)
def data(settings, tmp_path):
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    return settings.DATA


@pytest.fixture
def shelf(settings, tmp_path):
    settings.BACKUPS = tmp_path / "shelf"
    settings.BACKUPS.mkdir()
    return settings.BACKUPS


def lay_backup(shelf, made_at):
    folder = shelf / f"konvent-{made_at:%Y%m%dT%H%M%SZ}"
    folder.mkdir()
    write_manifest(folder, Manifest(made_at.isoformat(), "0.1.0", "sqlite", "3", {}))
    return folder


def test_whoever_is_not_the_houses_user_is_told(data):
    assert machine.check_owner(HERE, NOW).state == State.FINE
    if os.geteuid():
        pytest.skip("Only root may give a folder away.")

    os.chown(data, 12345, 12345)

    finding = machine.check_owner(HERE, NOW)
    assert (finding.state, finding.mend) == (State.WRONG, "sudo -u user 12345 konvent doctor")


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/var/lib/konvent", "ext4"), ("/srv/konvent", "nfs4"), ("/srv/My disk/data", "xfs")],
)
def test_the_file_system_is_the_one_nearest_above(folder, kind):
    assert machine.file_system_of(Path(folder), MOUNTS) == kind


@pytest.mark.parametrize(("kind", "state"), [("nfs4", State.WRONG), ("ext4", State.FINE)])
def test_sqlite_on_a_disk_over_the_network_is_wrong(monkeypatch, tmp_path, settings, kind, state):
    (tmp_path / "mounts").write_text(f"server:/x / {kind} rw 0 0\n")
    monkeypatch.setattr(machine, "MOUNTS", tmp_path / "mounts")
    if machine.connection.vendor != "sqlite":
        state = State.FINE  # a server has its own disk

    assert machine.check_file_system(HERE, NOW).state == state


@pytest.mark.parametrize(("memory", "state"), [("", State.NOTE), ("/nowhere", State.NOTE)])
def test_stages_that_are_not_live_from_memory_are_noted(settings, memory, state):
    settings.MEMORY = memory

    assert machine.check_memory(HERE, NOW).state == state


def test_a_little_memory_is_no_memory(settings, tmp_path, monkeypatch):
    settings.MEMORY = str(tmp_path)
    assert machine.check_memory(HERE, NOW).state == State.FINE

    monkeypatch.setattr(machine, "LEAST_BYTES", 1 << 60)

    assert "too little" in machine.check_memory(HERE, NOW).says


@pytest.mark.parametrize(("answer", "state"), [(0, State.FINE), (5, State.NOTE), (-1, State.NOTE)])
def test_a_clock_that_nobody_keeps_right_is_noted(monkeypatch, answer, state):
    assert machine.adjtimex() in range(-1, 6)

    monkeypatch.setattr(machine, "adjtimex", lambda: answer)  # the kernel's, not ours

    assert machine.check_clock_is_kept(HERE, NOW).state == state


@pytest.mark.django_db
def test_a_convention_in_a_zone_nobody_knows_is_found():
    convention = make_convention()
    assert "in Europe/Berlin" in machine.check_zones(HERE, NOW).says

    type(convention).objects.update(timezone="Mars/Olympus")

    finding = machine.check_zones(HERE, NOW)
    assert finding.state == State.WRONG
    assert "Mars/Olympus" in finding.says


@pytest.mark.parametrize(("encoding", "says"), [("utf-8", "umlauts can be"), ("ascii", "break")])
def test_a_machine_without_umlauts_is_found(monkeypatch, encoding, says):
    with io.TextIOWrapper(io.BytesIO(), encoding=encoding) as terminal:
        monkeypatch.setattr("sys.stdout", terminal)
        finding = machine.check_letters(HERE, NOW)
        monkeypatch.undo()

    assert says in finding.says


def test_a_house_without_backups_is_noted():
    assert machine.check_backups(HERE, NOW).state == State.NOTE


@pytest.mark.parametrize(("hours", "state"), [(2, State.NOTE), (25, State.NOTE), (27, State.WRONG)])
def test_an_old_backup_is_wrong_and_a_new_one_on_the_same_disk_a_note(shelf, hours, state):
    lay_backup(shelf, NOW - timedelta(days=9))
    lay_backup(shelf, NOW - timedelta(hours=hours))

    finding = machine.check_backups(HERE, NOW)

    assert finding.state == state
    assert f"{hours} hours old" in finding.says


def test_a_shelf_without_a_backup_that_could_be_used_is_wrong(shelf):
    assert machine.check_backups(HERE, NOW).says == f"There is no backup in {shelf}."

    (lay_backup(shelf, NOW) / "manifest.json").write_text("{}")

    assert "damaged" in machine.check_backups(HERE, NOW).says
