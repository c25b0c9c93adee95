# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Files under a second name."""

from __future__ import annotations

import os
import shutil
from errno import EMLINK, EOPNOTSUPP, EPERM, EXDEV
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

CANNOT_LINK = frozenset({EXDEV, EMLINK, EPERM, EOPNOTSUPP})


def link_whole(source: Path, target: Path) -> None:
    """Let a file exist under a second name, or copy it where that is not possible.

    Nobody ever finds half of it, and what is there already stays.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        return
    except OSError as error:
        if error.errno not in CANNOT_LINK:
            raise
        _copy(source, target)


def _copy(source: Path, target: Path) -> None:
    beside = target.with_name(f".{target.name}.new")
    try:
        shutil.copyfile(source, beside)
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
