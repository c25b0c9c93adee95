# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Which source is on air, at every moment and without a clock."""

from __future__ import annotations

import pytest

from konvent.stage.media.switch import BACK_AFTER, Standing, Switch

NEVER = Standing()
STEADY = Standing(silent_for=1, streak=BACK_AFTER)
NEW = Standing(silent_for=1, streak=1)
SILENT = Standing(silent_for=4.6, streak=50)
DOWN = Standing(silent_for=0.2, streak=50, is_down=True)


def choose(switch, now, primary, backup, held=""):
    return switch.choose({"primary": primary, "backup": backup}, held=held, now=now)


@pytest.fixture
def switch():
    switch = Switch("slate")
    assert choose(switch, 0, STEADY, STEADY) == "primary"
    return switch


@pytest.mark.parametrize("trouble", [SILENT, DOWN, NEVER])
def test_the_next_best_takes_over(switch, trouble):
    assert choose(switch, 10, trouble, STEADY) == "backup"
    assert choose(switch, 20, trouble, trouble) == "slate"


def test_a_source_comes_back_when_it_is_steady_and_not_before(switch):
    assert choose(switch, 10, DOWN, STEADY) == "backup"
    assert choose(switch, 20, NEW, STEADY) == "backup"
    assert choose(switch, 30, STEADY, STEADY) == "primary"


def test_sources_do_not_flutter(switch):
    assert choose(switch, 10, DOWN, STEADY) == "backup"
    assert choose(switch, 11.9, STEADY, STEADY) == "backup"
    assert choose(switch, 12, STEADY, STEADY) == "primary"


def test_longer_segments_are_waited_for_longer(switch):
    slow = Standing(silent_for=5, length=4, streak=9)

    assert choose(switch, 10, slow, STEADY) == "primary"


def test_at_the_start_the_first_segment_is_enough():
    assert choose(Switch("slate"), 0, NEW, NEVER) == "primary"


@pytest.mark.parametrize("held", ["backup", "slate"])
def test_what_is_held_stays_until_it_is_released(switch, held):
    assert choose(switch, 1, STEADY, STEADY, held) == held
    assert choose(switch, 50, STEADY, STEADY, held) == held
    assert choose(switch, 60, STEADY, STEADY) == "primary"


def test_a_held_source_that_dies_is_not_shown(switch):
    assert choose(switch, 10, STEADY, DOWN, "backup") == "primary"


def test_a_held_source_that_comes_and_goes_does_not_flutter(switch):
    assert choose(switch, 10, STEADY, NEW, "backup") == "primary"
    assert choose(switch, 12, STEADY, STEADY, "backup") == "backup"
    assert choose(switch, 14, STEADY, NEW, "backup") == "backup"
    assert choose(switch, 20, STEADY, DOWN, "backup") == "primary"
    assert choose(switch, 21, STEADY, NEW, "backup") == "primary"
    assert choose(switch, 22, STEADY, STEADY, "backup") == "backup"


def test_at_the_start_the_first_segment_of_what_is_held_is_enough():
    assert choose(Switch("slate"), 0, NEW, NEW, "backup") == "backup"
