# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What people type as one line is one, and leaves alone what stands beside it."""

import pytest

from konvent.foundation.lines import one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ada\tLovelace\r\n", "Ada Lovelace"),
        ("Ada\r\nBcc: grace@example.org", "Ada Bcc: grace@example.org"),
        ("Ada\N{LINE SEPARATOR}Lovelace", "Ada Lovelace"),
        ("Ada \N{RIGHT-TO-LEFT OVERRIDE}ecalevoL\N{FIRST STRONG ISOLATE}", "Ada ecalevoL"),
        ("A\x1b[31mda\x07", "A[31mda"),
        ("\N{RIGHT-TO-LEFT OVERRIDE} \x00", ""),
        ("José Müller-Ōta, עדה", "José Müller-Ōta, עדה"),
    ],
)
def test_it_is_kept_as_one_line_without_what_nobody_sees(typed, kept):
    assert one_line(typed) == kept
