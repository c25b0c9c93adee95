# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The place in memory: everybody may write beside it, nobody into it."""

from __future__ import annotations

import os

import pytest

from konvent.foundation.media.memory import (
    UNWRITTEN,
    leave_memory,
    make_place_in_memory,
    place_in_memory,
)


@pytest.fixture
def place(tmp_path):
    return make_place_in_memory(str(tmp_path), tmp_path / "data")


def test_an_installation_has_a_place_of_its_own_that_only_it_may_enter(tmp_path, place):
    assert place.stat().st_mode & 0o777 == 0o700
    assert place == place_in_memory(str(tmp_path), tmp_path / "data")
    assert place != make_place_in_memory(str(tmp_path), tmp_path / "other")


def test_a_place_that_somebody_has_laid_out_for_us_is_not_trusted(tmp_path, place):
    place.chmod(0o777)
    assert place_in_memory(str(tmp_path), tmp_path / "data") is None

    place.rmdir()
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    place.symlink_to(tmp_path / "elsewhere")
    assert place_in_memory(str(tmp_path), tmp_path / "data") is None


@pytest.mark.skipif(os.geteuid() != 0, reason="Only root can give a folder to somebody else.")
def test_a_place_that_belongs_to_somebody_else_is_not_trusted(tmp_path, place):
    os.chown(place, 12345, 12345)

    assert place_in_memory(str(tmp_path), tmp_path / "data") is None


def test_where_there_is_no_memory_there_is_no_place(tmp_path):
    assert make_place_in_memory("", tmp_path) is None
    assert make_place_in_memory(str(tmp_path / "nowhere"), tmp_path) is None


def test_memory_is_given_back_unless_it_holds_what_the_disk_has_not_taken(tmp_path, place):
    stage = place / "smart-2026/smart-plaza"
    stage.mkdir(parents=True)
    (stage / UNWRITTEN).touch()
    leave_memory(str(tmp_path), tmp_path / "data")
    assert place.exists()

    (stage / UNWRITTEN).unlink()
    leave_memory(str(tmp_path), tmp_path / "data")
    assert not place.exists()
