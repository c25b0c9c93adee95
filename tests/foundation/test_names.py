# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Names in addresses for things that are added by hand."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from konvent.foundation.names import LETTERS, free_code, free_slug


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Große Bühne", "grosse-buehne"),
        ("  Digital Forum! ", "digital-forum"),
        ("中文", "x"),
        ("", "x"),
        ("a" * 100, "a" * 60),
    ],
)
def test_a_slug_is_made_of_the_name(text, slug):
    assert free_slug(text, ()) == slug


def test_a_taken_slug_gets_a_number():
    assert free_slug("Hall", {"hall", "hall-2"}) == "hall-3"


@given(some.uuids(), some.sets(some.text(LETTERS, min_size=6, max_size=6), max_size=5))
def test_a_code_is_free_and_always_the_same(guid, taken):
    code = free_code(guid, taken)

    assert code not in taken
    assert len(code) >= 6
    assert set(code) <= set(LETTERS)
    assert free_code(guid, taken) == code


def test_a_taken_code_gets_longer():
    guid = UUID(int=1)

    assert free_code(guid, {free_code(guid, ())}) == "BAAAAAA"
