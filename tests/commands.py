# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Commands of konvent, run here: a process of their own costs more than what most of them do."""

from __future__ import annotations

import argparse
from typing import Any


def run_here(command: Any, *words: str) -> int:
    """Run the command that a module is, as the command line runs it; return its exit code."""
    parser = argparse.ArgumentParser()
    command.configure(parser)
    return command.run(parser.parse_args(words))
