# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Name badges as PDF/UA, for printers and for readers. What people wrote is data, never code."""

from __future__ import annotations

import io
import json
import tempfile
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from django.utils import translation
from django.utils.translation import gettext as _

from konvent.foundation.fonts import FOLDER
from konvent.foundation.shades import shades
from konvent.registration.door_codes import printed_code, spoken

if TYPE_CHECKING:
    from collections.abc import Sequence

    from typst import Fonts

    from konvent.convention.models import Convention
    from konvent.registration.models import Ticket

DESIGN = Path(__file__).parent / "badge.typ"
MOST_ON_SHEETS = 400
"""In one file: more of them are several files, so that nobody else waits meanwhile."""

PDF_UA: dict[str, Any] = {"pdf_standards": ["ua-1"]}
ONE_SIGN = b"""#set document(title: "One sign")
#set text(font: "Fira Sans")
#sys.inputs.sign #text(weight: "semibold", sys.inputs.sign)"""
STAND_IN = "\N{WHITE SQUARE}"


class BadgeError(Exception):
    """These badges cannot be made; says why, to a person."""


def can_print_badges() -> bool:
    """Whether this installation has what makes PDF; it is large, and not everybody prints."""
    return find_spec("typst") is not None


def print_badge(ticket: Ticket) -> bytes:
    """Return one badge, on a page of its own size, in the convention's first language."""
    return _printed(ticket.convention, [ticket], is_sheet=False)


def print_sheets(convention: Convention, tickets: Sequence[Ticket]) -> bytes:
    """Return badges for many likewise, eight on a sheet of A4, with lines to cut along."""
    return _printed(convention, tickets, is_sheet=True)


def _printed(convention: Convention, tickets: Sequence[Ticket], *, is_sheet: bool) -> bytes:
    import typst  # noqa: PLC0415 -- optional dependency

    with tempfile.TemporaryDirectory() as folder:
        press = Press(Path(folder), convention, is_sheet=is_sheet)
        try:
            return press.print(tickets, press.logo)
        except typst.TypstError as fault:
            raise BadgeError(press.reason(tickets)) from fault


class Press:
    """Makes badges in a folder of its own: the design can read nothing else."""

    def __init__(self, folder: Path, convention: Convention, *, is_sheet: bool) -> None:
        self._folder = folder
        self._convention = convention
        self._is_sheet = is_sheet
        self.logo = _logo_in(folder, convention)
        (folder / DESIGN.name).write_bytes(DESIGN.read_bytes())

    def reason(self, tickets: Sequence[Ticket]) -> str:
        """Say why there are no badges: the logo, or the first person whose badge cannot be made."""
        if self.logo and not self._fails(tickets, ""):
            return _("Badges cannot show the convention's logo. Please choose another picture.")
        while len(tickets) > 1:
            half = tickets[: len(tickets) // 2]
            tickets = half if self._fails(half, "") else tickets[len(half) :]
        return _(
            "The badge of %(person)s could not be made. Please look at how their name, "
            "organisation and group are written."
        ) % {"person": tickets[0].name or tickets[0].email}

    def _fails(self, tickets: Sequence[Ticket], logo: str) -> bool:
        import typst  # noqa: PLC0415 -- optional dependency

        try:
            self.print(tickets, logo)
        except typst.TypstError:
            return True
        return False

    def print(self, tickets: Sequence[Ticket], logo: str) -> bytes:
        """Return the badges as PDF/UA, in the convention's first language."""
        import typst  # noqa: PLC0415 -- optional dependency

        with translation.override(self._convention.default_language):
            said = json.dumps(self._said(tickets, logo))
        made: bytes = typst.compile(
            self._folder / DESIGN.name,
            root=self._folder,
            font_paths=_fonts(),
            sys_inputs={"said": said},
            **PDF_UA,
        )
        return made

    def _said(self, tickets: Sequence[Ticket], logo: str) -> dict[str, Any]:
        band = shades(self._convention.primary_colour)
        return {
            "title": drawable(str(self._convention.title)),
            "language": self._convention.default_language,
            "colour": band.plain,
            "on-colour": band.on_plain,
            "logo": logo,
            "logo-told": _("Logo of %(convention)s") % {"convention": self._convention.title},
            "sheet": self._is_sheet,
            "badges": [_words(ticket) for ticket in tickets],
        }


def drawable(words: str) -> str:
    """Return the words with a box for each sign that no font has, to be written by hand.

    PDF/UA lets no sign be missing: one that is would leave a whole group without badges.
    """
    return "".join(sign if _is_drawable(sign) else STAND_IN for sign in words)


@lru_cache(maxsize=10_000)
def _is_drawable(sign: str) -> bool:
    """Whether our fonts, or those that typst brings, have this sign: typst itself says so."""
    import typst  # noqa: PLC0415 -- optional dependency

    try:
        typst.compile(ONE_SIGN, font_paths=_fonts(), sys_inputs={"sign": sign}, **PDF_UA)
    except typst.TypstError:
        return False
    return True


@cache
def _fonts() -> Fonts:
    import typst  # noqa: PLC0415 -- optional dependency

    return typst.Fonts(include_system_fonts=False, font_paths=[FOLDER])


def _logo_in(root: Path, convention: Convention) -> str:
    """Lay the logo beside the design, as it can read nothing else; return its name."""
    if not convention.logo.name:
        return ""
    name = f"logo{Path(convention.logo.name).suffix}"
    with convention.logo.open("rb") as file:
        (root / name).write_bytes(file.read())
    return name


def _words(ticket: Ticket) -> dict[str, Any]:
    registration = getattr(ticket, "registration", None)
    code = spoken(ticket.door_code)
    return {
        "name": drawable(ticket.name or ticket.email),
        "organisation": drawable(registration.organisation if registration else ""),
        "group": drawable(str(registration.group or "") if registration else ""),
        "code": code,
        "told": _("QR code for the check-in, as text: %(code)s") % {"code": code},
        "picture": drawn_code(printed_code(ticket)),
    }


def drawn_code(said: str) -> str:
    """Return a QR code as a drawing, without the margin around it."""
    drawing = io.BytesIO()
    segno.make(said, error="m").save(drawing, kind="svg", xmldecl=False, border=0, scale=4)
    return drawing.getvalue().decode()
