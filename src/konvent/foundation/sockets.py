# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The folder of the Unix sockets by which the processes of an installation reach each other.

It is ``<data>/run``. A system's limit for the address of a socket is about a hundred bytes; where
the data folder's path is too long for that, ``run`` is a link to a short folder that only its owner
may enter.
"""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_ADDRESS = 103  # macOS takes 103 bytes, Linux 107
LONGEST_NAME = len("/application.sock")


def socket_folder(data: Path) -> Path:
    """Return where the sockets are; every process of the installation gets the same answer."""
    run = data / "run"
    return data / run.readlink() if run.is_symlink() else run


def prepare_socket_folder(data: Path) -> Path:
    """Make the folder, or the link to a short one, and return where the sockets are."""
    run = data / "run"
    if len(os.fsencode(run.absolute())) + LONGEST_NAME <= LONGEST_ADDRESS:
        run.mkdir(mode=0o700, parents=True, exist_ok=True)
    elif not _leads_to_own_folder(run):
        run.unlink(missing_ok=True)
        run.symlink_to(tempfile.mkdtemp(prefix="konvent-", dir="/tmp"))
    return socket_folder(data)


def _leads_to_own_folder(run: Path) -> bool:
    try:
        target = run.stat()
    except OSError:
        return False
    return run.is_symlink() and target.st_uid == os.geteuid() and not target.st_mode & 0o077
