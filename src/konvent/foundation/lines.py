# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Words of people that are one line, and turn nothing around that stands beside them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import forms

if TYPE_CHECKING:
    from typing import Any

UNSEEN = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069]")
"""What no keyboard writes, and what reverses all that follows in the same line.

Languages that are written from the right need none of it: their letters say so themselves.
"""


def one_line(typed: str) -> str:
    """Return what was typed as one line, without signs that nobody sees."""
    return " ".join(UNSEEN.sub("", typed).split())


class LineField(forms.CharField):
    """What is typed into it is one line, whatever was sent."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        return one_line(super().to_python(value) or "")
