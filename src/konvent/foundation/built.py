# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the front end's build made: each file's name changes with its content."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

MANIFEST = Path(__file__).parent / "static/konvent/dist/manifest.json"
PLACE = "/static/konvent/dist/"


class UnknownAssetError(LookupError):
    """A page asks for something that the build did not make."""


def built(name: str) -> str:
    """Return the address of a built file."""
    try:
        return PLACE + _names()[name]
    except KeyError:
        known = ", ".join(sorted(_names()))
        raise UnknownAssetError(f"The front end has no {name}. It has: {known}.") from None


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = json.loads(MANIFEST.read_text())
    return names
