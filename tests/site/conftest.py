# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A convention whose programme is published, and on its stage now."""

import pytest
from tests.factories import NOW, make_world, publish

from konvent.stage.actions import follow_schedule


@pytest.fixture
def world(db):
    world = make_world()
    publish(world)
    follow_schedule(at=NOW)
    return world
