# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tickets and passes: what is signed is believed, nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konvent.registration import tickets
from konvent.registration.tickets import Pass, check, sign

ADA = Pass("smart-2020", "t", 7, 2_000_000_000)
HOLDERS = st.builds(
    Pass,
    st.from_regex(r"[a-z0-9][a-z0-9-]{0,48}", fullmatch=True),
    st.sampled_from("ts"),
    st.integers(1, 2**60),
    st.integers(0, 2**40),
)


@pytest.fixture
def fresh_keys():
    """Forget derived keys before and after, so that a test may change the secret."""
    tickets._keys.cache_clear()
    yield
    tickets._keys.cache_clear()


@given(HOLDERS)
def test_what_was_signed_comes_back(holder):
    assert check("ticket", sign("ticket", holder)) == holder


@given(HOLDERS, st.integers(0, 400), st.characters(codec="utf-8"))
def test_a_token_changed_anywhere_is_forged(holder, place, character):
    token = sign("pass", holder)
    place %= len(token)
    changed = token[:place] + character + token[place + 1 :]

    assert (check("pass", changed) == holder) == (changed == token)


@given(st.text())
def test_anything_else_is_forged(text):
    assert check("ticket", text) is None


def test_a_token_too_long_to_be_ours_is_not_even_looked_at():
    longest = Pass("x" * 50, "t", 2**63 - 1, 2**40)

    assert check("pass", sign("pass", longest)) == longest
    assert check("pass", "x" * 161) is None
    before = tickets._holder.cache_info().currsize
    assert check("pass", "y" * 100_000) is None
    assert tickets._holder.cache_info().currsize == before


def test_a_ticket_is_no_pass_and_a_pass_no_ticket():
    assert check("pass", sign("ticket", ADA)) is None
    assert check("ticket", sign("pass", ADA)) is None


def test_after_a_key_change_earlier_tickets_are_good_until_the_key_is_dropped(settings, fresh_keys):
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "first", []
    token = sign("ticket", ADA)

    tickets._keys.cache_clear()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "second", ["first"]
    assert check("ticket", token) == ADA

    tickets._keys.cache_clear()
    settings.SECRET_KEY_FALLBACKS = []
    assert check("ticket", token) is None
