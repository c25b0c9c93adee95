# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Run one program of bench/: ``python3 -m bench NAME``; alone, it lists the names.

``python3 -m bench note FILE …`` takes what they printed into ``bench/figures.json``.
"""

from __future__ import annotations

import argparse
import ast
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.figures import circumstances, note
from bench.minute import LONGEST_SECONDS
from bench.verdict import Missing

if TYPE_CHECKING:
    from types import FrameType

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
VENV = ROOT / ".venv"
PROGRAMS = (
    "pages",
    "fanout",
    "coalesce",
    "reconnect",
    "doors",
    "signin",
    "votes",
    "mixed",
    "beside",
    "stalled",
    "media",
    "segments",
    "player",
    "soak",
)
PASSED, MISSED, NOT_MEASURED = 0, 1, 2


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["note"]:
        return note(arguments[1:])
    if not arguments or arguments[0] not in PROGRAMS:
        list_programs()
        return NOT_MEASURED if arguments and arguments[0] not in {"-h", "--help"} else PASSED
    enter_environment(arguments)
    program: Any = import_module(f"bench.{arguments[0]}")
    parser = argparse.ArgumentParser(
        prog=f"python3 -m bench {arguments[0]}", description=program.__doc__
    )
    program.configure(parser)
    asked = " ".join(arguments)
    return measure(program, parser.parse_args(arguments[1:]), asked)


def list_programs() -> None:
    print("Each program ends with one JSON line and fails when its bar is missed.\n")
    for name in PROGRAMS:
        words = ast.get_docstring(ast.parse((HERE / f"{name}.py").read_text())) or ""
        print(f"  python3 -m bench {name:<10} {words.splitlines()[0]}")


def enter_environment(arguments: list[str]) -> None:
    """Go on with the Python of .venv; where there is none yet, dev.py makes it and comes back."""
    if Path(sys.prefix) == VENV:
        return
    os.chdir(ROOT)
    python = VENV / "bin/python"
    command = (
        [str(python), "-m", "bench"] if python.exists() else [sys.executable, "dev.py", "bench"]
    )
    os.execv(command[0], [*command, *arguments])  # noqa: S606 -- the same program, elsewhere


def measure(program: Any, options: argparse.Namespace, asked: str) -> int:  # noqa: ANN401 -- a module
    """Run it within its time; whatever ends it, the servers it started are stopped."""
    if sys.platform != "linux":
        print("Measuring needs Linux: it pins cores and reads /proc.", file=sys.stderr)
        return NOT_MEASURED
    signal.signal(signal.SIGALRM, too_late)
    signal.signal(signal.SIGTERM, stopped)
    signal.alarm(LONGEST_SECONDS)
    try:
        verdict = program.run(options)
    except Missing as error:
        print(error, file=sys.stderr)
        return NOT_MEASURED
    print(verdict.line(asked=asked, **circumstances()))
    return PASSED if verdict.passed else MISSED


def too_late(_number: int, _frame: FrameType | None) -> None:
    sys.exit(f"Not measured: it took longer than {LONGEST_SECONDS} seconds.")


def stopped(_number: int, _frame: FrameType | None) -> None:
    sys.exit("Not measured: it was stopped.")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
