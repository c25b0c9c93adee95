# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A convention whose stage has shown something."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.factories import make_world, publish
from tests.library.showing import Shown, after
from tests.stage.conftest import filmed  # noqa: F401 -- a fixture

from konvent.library import actions
from konvent.library.models import Recording

if TYPE_CHECKING:
    from pathlib import Path

    from konvent.convention.models import Convention
    from konvent.programme.models import Room


@pytest.fixture
def data(settings, tmp_path: Path) -> Path:
    """A data folder of the test's own."""
    settings.DATA = tmp_path
    return tmp_path


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
def opening(convention: Convention):
    return convention.sessions.order_by("starts_at").first()


@pytest.fixture
def stage(data: Path, room: Room, filmed) -> Shown:  # noqa: F811 -- the fixture
    """The folder of the stage, where nothing was shown yet."""
    return Shown(data / "media" / room.convention.slug / room.slug, filmed)


@pytest.fixture
def record(room: Room, opening, stage: Shown):
    """Record what the stage shows from one moment to another."""

    def record(begins: float = 0, ends: float = 22) -> Recording:
        actions.begin_recording(room=room, session=opening.code, at=after(begins))
        actions.end_recording(convention="smart-2026", session=opening.code, at=after(ends))
        actions.keep_recordings(at=after(ends))
        return Recording.objects.get()

    return record
