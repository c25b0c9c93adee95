# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The law of patches."""

from hypothesis import given
from hypothesis import strategies as st
from tests.foundation.front.running import apply

from konvent.foundation.front import merge_patch
from konvent.foundation.front.merge_patch import diff, without_nulls

leaves = st.booleans() | st.integers(-2, 2) | st.sampled_from([0.0, 1.0, "", "ada"])
names = st.sampled_from("abc")
values = st.recursive(
    leaves | st.lists(leaves, max_size=2),
    lambda inner: st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
states = st.dictionaries(names, values, max_size=3)


@given(states, states)
def test_the_old_state_and_the_patch_are_the_new_state_in_a_browser_and_at_an_edge(old, new):
    patch = diff(old, new)

    for result in (apply(old, patch), merge_patch.apply(old, patch)):
        assert repr(sorted_deeply(result)) == repr(sorted_deeply(new))
    assert diff(new, new) == {}, "without a change there is nothing to say"


def test_what_is_gone_is_named():
    assert diff({"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"c": 2}}) == {"a": None, "b": {"d": None}}


def test_a_map_that_became_empty_stays_a_map():
    old, new = {"a": {"b": 1}}, {"a": {}}

    assert apply(old, diff(old, new)) == new


def test_true_is_not_one():
    assert diff({"a": 1}, {"a": True}) == {"a": True}
    assert diff({"a": [{"b": [1]}]}, {"a": [{"b": [True]}]}) == {"a": [{"b": [True]}]}
    assert diff({"a": [{"b": [1]}]}, {"a": [{"b": [1]}]}) == {}


def test_nulls_are_left_out_of_states():
    assert without_nulls({"a": None, "b": {"c": None, "d": 0}}) == {"b": {"d": 0}}


def sorted_deeply(value):
    """Compare as JSON does: order of names does not matter, 1 and true and 1.0 are different."""
    if isinstance(value, dict):
        return {name: sorted_deeply(value[name]) for name in sorted(value)}
    return value
