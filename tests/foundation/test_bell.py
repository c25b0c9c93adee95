# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The bell of the media process: it rings for what concerns it, and nobody waits for it."""

from __future__ import annotations

import pytest

from konvent.foundation import bus
from konvent.foundation.buses import bell
from konvent.foundation.sockets import prepare_socket_folder


@pytest.fixture
def door(tmp_path, settings):
    settings.DATA = tmp_path
    prepare_socket_folder(tmp_path)
    door = bell.Bell(bell.address(), lambda topic: topic.endswith("/health"))
    yield door
    door.close()


def test_it_rings_once_for_any_number_of_changes_that_are_wanted(door):
    for number in range(5):
        bus.publish([f"smart/stage/{number}/poll", f"smart/stage/{number}/health"])

    assert door.has_rung()
    assert not door.has_rung()


def test_it_does_not_ring_for_what_others_are_concerned_with(door):
    bus.publish(["smart/stage/plaza/levels"])

    assert not door.has_rung()


def test_who_does_not_come_to_the_door_holds_nobody_up(door):
    for _ in range(2000):
        bell.ring("smart/stage/plaza/health")

    assert door.has_rung()


def test_what_a_killed_process_has_left_behind_is_replaced(door):
    again = bell.Bell(bell.address(), lambda _topic: True)
    bus.publish(["anything"])

    assert again.has_rung()
    again.close()
