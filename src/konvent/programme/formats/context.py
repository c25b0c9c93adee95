# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What every part of a file is interpreted with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from konvent.foundation.texts import Text
from konvent.programme.formats.values import clean, clean_line, web_address

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from konvent.programme.formats.remarks import Remarks


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """The file's name for itself, its zone, its language, and who takes down the remarks."""

    name: str
    """The acronym, or what was made of the title: part of identifiers that are derived."""
    zone: ZoneInfo
    language: str
    base_url: str
    is_ours: bool
    """Konvent wrote the file."""
    remarks: Remarks

    def lines(self, value: Any, language: str = "") -> Text:  # noqa: ANN401 -- anything a feed says
        """Return a text of several lines, filed under its language."""
        if isinstance(value, dict):
            return Text({str(key)[:10]: clean(text) for key, text in value.items() if text})
        return Text({language or self.language: clean(value or "")})

    def line(self, value: Any, language: str = "") -> Text:  # noqa: ANN401 -- anything a feed says
        """Return a text of one line, filed under its language."""
        texts = self.lines(value, language)
        return Text({key: clean_line(text) for key, text in texts.items()})

    def address(self, value: Any, base: str = "") -> str:  # noqa: ANN401 -- anything a feed says
        """Return an absolute address, or "" when there is none."""
        if isinstance(value, dict):
            value = value.get("url")
        return web_address(value, base or self.base_url) if isinstance(value, str) and value else ""
