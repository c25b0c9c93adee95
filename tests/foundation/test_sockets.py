# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Sockets work however long the data folder's name is."""

import shutil
import socket
import tempfile
from pathlib import Path

import pytest

from konvent.foundation.sockets import prepare_socket_folder, socket_folder


@pytest.fixture
def short():
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        yield Path(folder)


def test_sockets_are_in_the_data_folder(short):
    assert prepare_socket_folder(short) == short.resolve() / "run"
    assert (short / "run").stat().st_mode & 0o777 == 0o700


def test_a_long_name_leads_to_a_short_folder(tmp_path):
    data = tmp_path / ("long-" * 20)
    data.mkdir()

    folder = prepare_socket_folder(data)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(folder / "application.sock"))

    assert len(str(data)) > 107
    assert folder.stat().st_mode & 0o777 == 0o700
    assert prepare_socket_folder(data) == socket_folder(data) == folder
    shutil.rmtree(folder)


def test_a_short_folder_that_is_gone_or_not_ours_is_made_anew(tmp_path):
    data = tmp_path / ("long-" * 20)
    data.mkdir()
    gone = prepare_socket_folder(data)
    gone.rmdir()

    again = prepare_socket_folder(data)
    again.chmod(0o755)
    safe = prepare_socket_folder(data)

    assert len({gone, again, safe}) == 3
    again.rmdir()
    safe.rmdir()
