# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a program says in the end: one line of JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TypeAlias

Figure: TypeAlias = "float | int | str | list[float] | dict[str, float]"


class Missing(Exception):  # noqa: N818 -- a state of this machine, not a fault
    """Something the measurement needs is not on this machine; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Ours against the baseline, and whether every bar was held."""

    name: str
    ratio: float
    """Ours ÷ baseline."""
    against: str
    bar: float
    figures: dict[str, Figure]
    missed: list[str] = field(default_factory=list)
    """What else had to be true and was not, in words."""

    @property
    def passed(self) -> bool:
        return self.ratio <= self.bar and not self.missed

    def line(self, **circumstances: str) -> str:
        """Return it as one line of JSON, with what was asked, where and when."""
        facts: dict[str, Figure | list[str]] = {
            "name": self.name,
            **circumstances,
            "ratio": round(self.ratio, 3),
            "against": self.against,
            "bar": self.bar,
            "passed": self.passed,
            **self.figures,
        }
        if self.missed:
            facts["missed"] = self.missed
        return json.dumps(facts, ensure_ascii=False)
