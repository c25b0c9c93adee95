# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Refuse an exception from a rule that does not say why.

A reason follows in the same comment: `# noqa: PLC0415 -- app ready` and
`# type: ignore[misc]  # the stubs lack it`.
"""

from __future__ import annotations

import re
import sys
import tokenize
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACES = ["*.py", "src/**/*.py", "tests/**/*.py", "tools/**/*.py", "bench/**/*.py"]

EXCEPTION = re.compile(r"#\s*(noqa|type:\s*ignore|pragma: no)")
REASONED = re.compile(
    r"#\s*noqa: [A-Z]+\d+(, ?[A-Z]+\d+)* -- \S.+"
    r"|#\s*type: ignore\[[\w, -]+\]\s+(#|--) \S.+"
)


def unreasoned(path: Path) -> list[int]:
    """Return the lines of a file that make an exception without a reason."""
    with tokenize.open(path) as text:
        comments = [
            token
            for token in tokenize.generate_tokens(text.readline)
            if token.type == tokenize.COMMENT
        ]
    return [
        comment.start[0]
        for comment in comments
        if EXCEPTION.search(comment.string) and not REASONED.search(comment.string)
    ]


def main() -> int:
    paths = sorted({path for place in PLACES for path in ROOT.glob(place)})
    findings = [f"{p.relative_to(ROOT)}:{line}" for p in paths for line in unreasoned(p)]
    for finding in findings:
        print(f"{finding}: an exception without a reason")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
