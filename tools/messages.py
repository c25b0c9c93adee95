# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Keep the German words of every chapter complete: `update`, `check`, `compile`."""

from __future__ import annotations

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

CHAPTERS = Path(__file__).resolve().parent.parent / "src/konvent"


def compile_catalogues() -> int:
    for source in sorted(CHAPTERS.glob("*/locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as text:
            catalogue = read_po(text, locale=source.parent.parent.name)
        with source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, catalogue)
    return 0


COMMANDS = {"compile": compile_catalogues}

if __name__ == "__main__":
    sys.exit(COMMANDS[sys.argv[1]]())
