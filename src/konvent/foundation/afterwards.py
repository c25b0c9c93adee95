# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Do what follows from a change once the change is true, and never let that undo it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from collections.abc import Callable


def afterwards(do: Callable[[], object]) -> None:
    """Do it once the surrounding transaction has committed; a failure is a line in the log.

    Django names in that line what failed, and a partial has no name: it gets one here.
    """

    def follow() -> None:
        do()

    transaction.on_commit(follow, robust=True)
