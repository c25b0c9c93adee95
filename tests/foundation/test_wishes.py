# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Reading what was sent: as agreed, or not understood."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konvent.foundation.wishes import Body, NotUnderstoodError

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


def test_what_is_as_agreed_is_read():
    body = Body.parse(
        b'{"room": "smart-plaza", "n": 3, "options": ["a", "b"], "on": true,'
        b' "text": " Hallo\\nWelt "}'
    )

    assert body.key("room") == "smart-plaza"
    assert body.number("n", most=3) == 3
    assert body.keys("options", most=2) == ("a", "b")
    assert body.text("text", longest=12) == "Hallo\nWelt"
    assert body.flag("on")
    assert body.choice("room", {"smart-plaza"}) == "smart-plaza"
    assert (body.text("nothing", longest=1), body.flag("nothing")) == ("", False)


@pytest.mark.parametrize(
    "read",
    [
        lambda body: body.key("text"),
        lambda body: body.key("missing"),
        lambda body: body.number("n", most=2),
        lambda body: body.number("on"),
        lambda body: body.keys("options", most=1),
        lambda body: body.keys("twice", most=5),
        lambda body: body.text("text", longest=4),
        lambda body: body.text("control", longest=40),
        lambda body: body.text("half", longest=40),
        lambda body: body.flag("n"),
        lambda body: body.choice("text", {"Hallo"}),
    ],
)
def test_what_is_not_as_agreed_is_not_understood(read):
    body = Body.parse(
        b'{"n": 3, "options": ["a", "b"], "twice": ["a", "a"], "text": "Hallo Welt", "on": true,'
        b' "control": "a\\u0000b", "half": "\\ud800"}'
    )

    with pytest.raises(NotUnderstoodError):
        read(body)


@given(st.binary(max_size=200) | values.map(lambda value: json.dumps(value).encode()))
def test_nothing_that_is_sent_breaks_the_reader(sent):
    try:
        body = Body.parse(sent)
        for name in body.members:
            for read in (body.key, body.number, body.flag):
                read(name)
            body.text(name, longest=10)
            body.keys(name, most=2)
    except NotUnderstoodError:
        pass
