# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Codes for the door: typed by hand, recognised by digest, and never the way in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konvent.registration.door_codes import (
    LENGTH,
    SIGNS,
    digest,
    draw_code,
    holder_of,
    read_code,
    spoken,
)
from konvent.registration.tickets import Lane, Pass, check, seal

CODES = st.text(alphabet=SIGNS, min_size=LENGTH, max_size=LENGTH)


@given(code=CODES)
def test_a_code_is_read_as_people_write_it(code):
    written = spoken(code).lower().replace("0", "o").replace("1", "l")

    assert read_code(f" {written} ") == code


@pytest.mark.parametrize(
    "typed", ["", "Ada", "7K3M-9QW", "7K3M-9QWXY", "7K3M-9QW!", "Unbekannt", "UUUUUUUU"]
)
def test_what_is_no_code_is_none(typed):
    assert read_code(typed) == ""


def test_a_drawn_code_can_be_typed():
    assert read_code(draw_code()) != ""


@pytest.mark.parametrize("lane", list(Lane))
def test_a_link_is_proved_by_its_digest_even_an_older_one_that_says_a_lane(lane):
    holder = Pass("smart-2026", "t", 7, 99, lane)
    token = seal("ticket", holder.facts)
    facts = token.rpartition(".")[0]

    assert holder_of(facts, digest(token)) == holder
    assert check("ticket", token) == holder
    assert holder_of(facts.replace("~7~", "~8~"), digest(token)) is None
    assert holder_of(facts, digest(f"{token}x")) is None
    assert holder_of("nonsense", digest(token)) is None
    assert holder_of(facts, "ünlike any digest") is None
