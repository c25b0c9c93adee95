# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""SQLite looks for words as it always did, and knows all letters besides."""

import sqlite3
from contextlib import closing

from hypothesis import given
from hypothesis import strategies as st

from konvent.foundation.sqlite import is_like

ASCII = st.text("aAbB%_\\\n.*[(", max_size=6)


@given(ASCII, ASCII)
def test_of_ascii_it_says_what_sqlite_itself_says(text, pattern):
    pattern = pattern.rstrip("\\")  # an escape of nothing, which Django never says
    with closing(sqlite3.connect(":memory:")) as bare:
        (said,) = bare.execute("SELECT ? LIKE ? ESCAPE '\\'", (text, pattern)).fetchone()

    assert is_like(pattern, text, "\\") == bool(said)


def test_all_letters_have_two_cases_and_nothing_is_like_nothing():
    assert is_like("%ärzte%", "Die Ärzte", "\\")
    assert is_like("STRAẞE", "straße", "\\")
    assert is_like("%", None, "\\") is None
