# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A front for tests to ask."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.foundation.front.blackboard import Blackboard
from tests.foundation.front.kitchen import Kitchen
from tests.foundation.front.running import List, RunningFront

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def sockets() -> Iterator[Path]:
    """A folder whose name is short enough for sockets."""
    with tempfile.TemporaryDirectory(prefix="kv-") as folder:
        yield Path(folder)


@pytest.fixture
def kitchen(sockets: Path) -> Iterator[Kitchen]:
    kitchen = Kitchen(sockets / "application.sock")
    yield kitchen
    kitchen.close()


@pytest.fixture
def porter() -> List:
    return List()


@pytest.fixture
def board() -> Blackboard:
    return Blackboard()


@pytest.fixture(scope="session")
def closing() -> Iterator[list[RunningFront]]:
    """Fronts that are about to end; in the end, all have."""
    fronts: list[RunningFront] = []
    yield fronts
    for front in fronts:
        front.stop()


@pytest.fixture
def front(
    tmp_path: Path,
    sockets: Path,
    kitchen: Kitchen,
    porter: List,
    board: Blackboard,
    closing: list[RunningFront],
) -> Iterator[RunningFront]:
    """A front before the kitchen; the porter lets ada and grace in at the stages of "smart"."""
    running = RunningFront(tmp_path, sockets, porter, board)
    yield running
    running.close()
    closing.append(running)
