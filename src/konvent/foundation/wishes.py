# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The small JSON of an intent, read strictly: what is not as agreed is not understood."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Container

KEY = re.compile(r"[A-Za-z0-9_-]{1,80}")
LARGEST_ID = 2**63 - 1
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""What no keyboard writes and no database wants."""


class NotUnderstoodError(Exception):
    """What was sent is not what this intent is made of; names the member at fault."""


class Body:
    """The members of a JSON object, each of which must be what the reader asks for."""

    def __init__(self, members: dict[str, Any]) -> None:
        self.members = members

    @classmethod
    def parse(cls, text: bytes) -> Body:
        """Read a JSON object. Raises NotUnderstoodError."""
        try:
            members = json.loads(text or b"{}")
        except (ValueError, RecursionError):
            raise NotUnderstoodError("JSON") from None
        if not isinstance(members, dict):
            raise NotUnderstoodError("object")
        return cls(members)

    def key(self, name: str) -> str:
        """Return a name as it stands in addresses, such as a room's or a session's."""
        value = self.members.get(name)
        if not isinstance(value, str) or not KEY.fullmatch(value):
            raise NotUnderstoodError(name)
        return value

    def keys(self, name: str, *, most: int) -> tuple[str, ...]:
        """Return a list of names, each once."""
        values = self.members.get(name)
        if not isinstance(values, list) or len(values) > most:
            raise NotUnderstoodError(name)
        if not all(isinstance(value, str) and KEY.fullmatch(value) for value in values):
            raise NotUnderstoodError(name)
        if len(set(values)) < len(values):
            raise NotUnderstoodError(name)
        return tuple(values)

    def number(self, name: str, *, least: int = 1, most: int = LARGEST_ID) -> int:
        """Return a whole number."""
        value = self.members.get(name)
        if type(value) is not int or not least <= value <= most:
            raise NotUnderstoodError(name)
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Return yes or no."""
        value = self.members.get(name, default)
        if not isinstance(value, bool):
            raise NotUnderstoodError(name)
        return value

    def choice(self, name: str, among: Container[str]) -> str:
        """Return one of a few words."""
        value = self.members.get(name)
        if not isinstance(value, str) or value not in among:
            raise NotUnderstoodError(name)
        return value

    def text(self, name: str, *, longest: int) -> str:
        """Return what somebody typed, without the space around it; empty when it is not there."""
        value = self.members.get(name, "")
        if not isinstance(value, str) or len(value) > longest or FORBIDDEN.search(value):
            raise NotUnderstoodError(name)
        return value.strip()
