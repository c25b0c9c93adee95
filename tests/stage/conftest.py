# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A convention with one stage, and somebody who listens to what is announced."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from tests.factories import make_world, publish

from konvent.foundation import events
from konvent.foundation.events import listen
from konvent.stage.events import NowOnStageChanged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from konvent.convention.models import Convention
    from konvent.programme.models import Room


@pytest.fixture
def convention(db: None) -> Convention:
    """Ada's opening from 10:00 to 10:30 and Grace's talk from 11:00 to 11:45, published."""
    convention = make_world()
    publish(convention)
    return convention


@pytest.fixture
def room(convention: Convention) -> Room:
    return convention.rooms.get()


@pytest.fixture
def announced(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]],
) -> Iterator[Callable[[], AbstractContextManager[list[str]]]]:
    """Collect the rooms whose change is announced inside a ``with``."""
    heard: list[NowOnStageChanged] = []
    listen(NowOnStageChanged, heard.append)

    @contextmanager
    def listening() -> Iterator[list[str]]:
        rooms: list[str] = []
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):
            yield rooms
        rooms.extend(event.room for event in heard)

    yield listening

    events._listeners[NowOnStageChanged].remove(heard.append)
