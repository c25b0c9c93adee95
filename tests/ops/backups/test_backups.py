# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A backup is a state that really was, proves itself whole, and is brought back without harm."""

from __future__ import annotations

import os
import resource
import sqlite3
import subprocess
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from konvent.ops.backups import making
from konvent.ops.backups.databases import Sqlite
from konvent.ops.backups.making import backups_in, forget_old_backups, make_backup
from konvent.ops.backups.manifest import BackupError
from konvent.ops.backups.restoring import check, restore
from konvent.ops.backups.secrets import read_passphrase

PASSPHRASE = "correct horse battery"  # noqa: S105 -- of an invented operator
NOW = datetime(2026, 10, 27, 7, 0, tzinfo=UTC)


def bring_back(backup, into, *, force=False, passphrase=""):
    database = Sqlite(into / "konvent.sqlite3")
    return restore(backup, into, database, passphrase=passphrase, force=force)


def everything_in(folder):
    """Every file's content, apart from the database, whose bytes may differ."""
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("konvent.sqlite3")
    }


def numbers_in(folder):
    with closing(sqlite3.connect(folder / "konvent.sqlite3")) as database:
        return [number for (number,) in database.execute("SELECT number FROM ledger ORDER BY 1")]


def add_to(table, folder):
    """Add a row; return the number it got."""
    with closing(sqlite3.connect(folder / "konvent.sqlite3")) as database, database:
        return database.execute(f"INSERT INTO {table} DEFAULT VALUES").lastrowid


class Writing(threading.Thread):
    """Somebody who commits one row after the other, as long as they are let."""

    def __init__(self, file):
        super().__init__()
        self.file, self.acknowledged = file, 0
        self.many, self.is_over = threading.Event(), threading.Event()

    def run(self):
        with closing(sqlite3.connect(self.file, timeout=20, isolation_level=None)) as database:
            while not self.is_over.is_set():
                database.execute("INSERT INTO ledger VALUES (?)", [self.acknowledged + 1])
                self.acknowledged += 1
                if self.acknowledged == 50:
                    self.many.set()


def test_what_is_brought_back_is_what_was(house, data, shelf, empty):
    folder, _ = make_backup(house, shelf, at=NOW)

    bring_back(folder, empty)

    there = everything_in(empty)
    assert there.pop("settings.env") == "".join(
        f"{name}={value}\n" for name, value in sorted(os.environ.items()) if "KONVENT_" in name[:8]
    )
    not_kept = ("published/", "outbox/", "address", "rehearsal", "media/smart/plaza/2026")
    was = everything_in(data).items()
    assert there == {name: text for name, text in was if not name.startswith(not_kept)}


def test_a_backup_under_load_is_a_state_that_really_was(house, data, shelf, empty):
    with closing(sqlite3.connect(data / "konvent.sqlite3")) as database, database:
        database.executemany("INSERT INTO weight VALUES (zeroblob(?))", [[1 << 20]] * 20)
    writing = Writing(data / "konvent.sqlite3")
    writing.start()
    try:
        assert writing.many.wait(20)
        before = writing.acknowledged
        folder, _ = make_backup(house, shelf, at=NOW)
        after = writing.acknowledged
    finally:
        writing.is_over.set()
        writing.join()

    bring_back(folder, empty)

    numbers = numbers_in(empty)
    assert numbers == list(range(1, len(numbers) + 1))
    assert before <= len(numbers) <= after + 1
    assert before < after, "nobody could write meanwhile"


@pytest.mark.parametrize("table", ["ticket", "letter"])
def test_a_number_given_out_after_the_backup_is_never_somebody_elses(
    house, data, shelf, empty, table
):
    folder, _ = make_backup(house, shelf, at=NOW)
    lost = add_to(table, data)

    bring_back(folder, empty)

    assert add_to(table, empty) > lost


def test_films_and_recordings_may_be_left_out(house, shelf, empty):
    folder, manifest = make_backup(house, shelf, at=NOW, left_out={"films"})

    bring_back(folder, empty)

    assert manifest.left_out == ["films"]
    assert (empty / "recordings/smart/a1/index.jsonl").exists()
    assert not (empty / "films").exists()


def test_a_file_that_has_not_changed_is_stored_once_for_all_backups(house, data, shelf):
    first, _ = make_backup(house, shelf, at=NOW)
    (data / "uploads/logo.png").write_text("another picture")
    second, manifest = make_backup(house, shelf, at=NOW + timedelta(days=1))

    segment = "files/recordings/smart/a1/20261027T080000000-00001.m4s"
    assert (first / segment).samefile(second / segment)
    assert (first / "files/uploads/logo.png").read_text() == "a picture"
    assert (second / "files/uploads/logo.png").read_text() == "another picture"
    assert check(second) == manifest


def test_only_the_newest_are_kept(house, shelf):
    made = [make_backup(house, shelf, at=NOW + timedelta(days=day))[0] for day in range(3)]

    assert forget_old_backups(shelf, keep=2) == made[:1]
    assert backups_in(shelf) == made[1:]
    assert [check(folder).made_at for folder in made[1:]]


def test_secrets_are_apart_and_for_their_owner_alone(house, shelf):
    folder, _ = make_backup(house, shelf, at=NOW)

    assert (folder / "secrets.json").stat().st_mode & 0o777 == 0o600
    holding = [
        path.name for path in folder.rglob("*") if path.is_file() and b"k" * 60 in path.read_bytes()
    ]
    assert holding == ["secrets.json"]


def test_sealed_secrets_open_with_their_passphrase_alone(house, shelf, empty):
    folder, _ = make_backup(house, shelf, at=NOW, passphrase=PASSPHRASE)

    assert not any(b"k" * 60 in path.read_bytes() for path in folder.rglob("*") if path.is_file())
    for wrong in ("", "battery staple"):
        with pytest.raises(BackupError, match="passphrase"):
            bring_back(folder, empty, passphrase=wrong)
    assert list(empty.iterdir()) == []

    bring_back(folder, empty, passphrase=PASSPHRASE)

    assert (empty / "secret.key").read_text() == "k" * 60
    assert (empty / "secret.key").stat().st_mode & 0o777 == 0o600


def test_a_passphrase_that_can_be_guessed_is_refused(tmp_path):
    (tmp_path / "passphrase").write_text("hello\n")

    with pytest.raises(BackupError, match="12 characters or more"):
        read_passphrase(tmp_path / "passphrase")


def lose(folder):
    (folder / "files/uploads/logo.png").unlink()


def change(folder):
    (folder / "files/uploads/logo.png").write_text("a pichure")


def change_database(folder):
    with (folder / "database/konvent.sqlite3").open("r+b") as file:
        file.seek(4000)
        file.write(b"?")


def change_manifest(folder):
    manifest = folder / "manifest.json"
    manifest.write_text(manifest.read_text().replace("2026", "2027", 1))


def break_off(folder):
    (folder / "manifest.json").unlink()


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (lose, "files/uploads/logo.png is missing. Nothing was changed."),
        (change, "files/uploads/logo.png is not what it was. Nothing was changed."),
        (change_database, "database/konvent.sqlite3 is not what it was. Nothing was changed."),
        (change_manifest, "manifest.json is not what it was"),
        (break_off, "is no backup of Konvent: it has no manifest.json"),
    ],
)
def test_a_damaged_backup_changes_nothing(house, shelf, empty, harm, sentence):
    folder, _ = make_backup(house, shelf, at=NOW)
    harm(folder)

    for attempt in (check, lambda backup: bring_back(backup, empty)):
        with pytest.raises(BackupError) as refusal:
            attempt(folder)
        assert sentence in f"{refusal.value} Nothing was changed."

    assert list(empty.iterdir()) == []


def test_a_backup_inside_the_data_is_refused_and_leaves_no_folder_there(house, data):
    with pytest.raises(BackupError, match="part of the data folder"):
        make_backup(house, data / "backups", at=NOW)

    assert not (data / "backups").exists()


def test_a_backup_of_a_newer_konvent_is_refused(house, data, shelf, empty):
    with closing(sqlite3.connect(data / "konvent.sqlite3")) as database, database:
        database.execute("INSERT INTO django_migrations VALUES ('stage', '9999_holograms')")
    folder, _ = make_backup(house, shelf, at=NOW)

    with pytest.raises(BackupError, match="made by a newer Konvent"):
        bring_back(folder, empty)


def test_nothing_is_overwritten_unless_forced_and_even_then_nothing_is_lost(house, data, shelf):
    folder, _ = make_backup(house, shelf, at=NOW)
    (data / "uploads/logo.png").write_text("painted since")

    with pytest.raises(BackupError, match="--force"):
        bring_back(folder, data)
    assert (data / "uploads/logo.png").read_text() == "painted since"

    restored = bring_back(folder, data, force=True)

    assert (data / "uploads/logo.png").read_text() == "a picture"
    assert (restored.aside / "uploads/logo.png").read_text() == "painted since"
    assert not (data / "published").exists()


def test_a_machine_that_was_just_set_up_takes_a_backup_without_force(house, shelf, empty):
    folder, _ = make_backup(house, shelf, at=NOW)
    (empty / "secret.key").write_text("made by konvent deploy, and has signed nothing")
    (empty / "arriving").mkdir()

    restored = bring_back(folder, empty)

    assert (empty / "secret.key").read_text() == "k" * 60
    assert (restored.aside / "secret.key").read_text().startswith("made by konvent deploy")


def test_what_a_restore_put_aside_is_in_no_backup(house, data, shelf):
    first, _ = make_backup(house, shelf, at=NOW, passphrase=PASSPHRASE)
    restored = bring_back(first, data, force=True, passphrase=PASSPHRASE)
    assert (restored.aside / "secret.key").read_text() == "k" * 60

    later, manifest = make_backup(
        house, shelf, at=NOW + timedelta(days=1), passphrase=PASSPHRASE, left_out={"films"}
    )

    assert not [name for name in manifest.pieces if "before-restore" in name or "films" in name]
    assert not any(b"k" * 60 in path.read_bytes() for path in later.rglob("*") if path.is_file())


def test_no_room_for_the_secrets_leaves_the_house_as_it_was(house, data, shelf, monkeypatch):
    monkeypatch.setenv("KONVENT_MOTTO", "long " * 30_000)
    folder, _ = make_backup(house, shelf, at=NOW)
    (data / "uploads/logo.png").write_text("painted since")
    before = everything_in(data)

    most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, most[1]))
    try:
        with pytest.raises(BackupError, match="could not be brought back"):
            bring_back(folder, data, force=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)

    assert everything_in(data) == before


def test_a_database_that_refuses_leaves_the_files_as_they_were(house, data, shelf):
    folder, _ = make_backup(house, shelf, at=NOW)
    (data / "uploads/logo.png").write_text("painted since")
    before = everything_in(data)

    with pytest.raises(BackupError, match="could not be brought back"):
        restore(folder, data, Sqlite(data / "nowhere/x"), passphrase="", force=True)

    assert everything_in(data) == before
    assert numbers_in(data) == []


def test_a_backup_does_not_lie_in_what_it_is_of(house, data):
    with pytest.raises(BackupError, match="choose another place"):
        make_backup(house, data / "backups", at=NOW)


def test_a_backup_is_never_written_over_another_one(house, shelf):
    make_backup(house, shelf, at=NOW)

    with pytest.raises(BackupError, match="no backup is overwritten"):
        make_backup(house, shelf, at=NOW)


def test_what_is_deleted_meanwhile_is_named(house, data, shelf, monkeypatch):
    def vanish(data, left_out, find=making._kept_files):
        for path in [*find(data, left_out)]:
            if path.name == "logo.png":
                path.unlink()
            yield path

    monkeypatch.setattr(making, "_kept_files", vanish)  # what a night's tidying does in between

    folder, manifest = make_backup(house, shelf, at=NOW)

    assert manifest.gone == ["files/uploads/logo.png"]
    assert check(folder).gone == manifest.gone


@pytest.fixture
def small_disk(tmp_path):
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("No small disk can be mounted here: a full one was not tried.")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_full_disk_is_said_in_a_sentence_and_left_as_it_was(house, data, shelf, small_disk):
    (data / "uploads/large.png").write_bytes(b"\0" * 300_000)
    large, _ = make_backup(house, shelf, at=NOW)

    with pytest.raises(BackupError, match=f"The disk with {small_disk} is full"):
        make_backup(house, small_disk, at=NOW)
    with pytest.raises(BackupError, match="has not enough room"):
        bring_back(large, small_disk)

    assert [path.name for path in small_disk.iterdir()] == [".lock"]
