# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Name badges as PDF/UA, for printers and for readers. What people wrote is data, never code."""

from __future__ import annotations

import io
import json
import tempfile
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

    from konvent.convention.models import Convention
    from konvent.registration.models import Ticket

DESIGN = Path(__file__).parent / "badge.typ"
MOST_ON_SHEETS = 400
"""In one file: more of them are several files, so that nobody else waits meanwhile."""


def can_print_badges() -> bool:
    """Whether this installation has what makes PDF; it is large, and not everybody prints."""
    return find_spec("typst") is not None


def print_badge(ticket: Ticket) -> bytes:
    """Return one badge, on a page of its own size, in the convention's first language."""
    with translation.override(ticket.convention.default_language):
        return _printed(ticket.convention, [ticket], is_sheet=False)


def print_sheets(convention: Convention, tickets: Sequence[Ticket]) -> bytes:
    """Return badges for many, eight on a sheet of A4, with lines to cut along."""
    with translation.override(convention.default_language):
        return _printed(convention, tickets, is_sheet=True)


def _printed(convention: Convention, tickets: Sequence[Ticket], *, is_sheet: bool) -> bytes:
    import typst  # noqa: PLC0415 -- optional dependency

    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        design = root / DESIGN.name
        design.write_bytes(DESIGN.read_bytes())
        band = shades(convention.primary_colour)
        said = {
            "title": str(convention.title),
            "language": convention.default_language,
            "colour": band.plain,
            "on-colour": band.on_plain,
            "logo": _logo_in(root, convention),
            "logo-told": _("Logo of %(convention)s") % {"convention": convention.title},
            "sheet": is_sheet,
            "badges": [_words(ticket) for ticket in tickets],
        }
        made: bytes = typst.compile(
            design,
            root=root,
            font_paths=[FOLDER],
            ignore_system_fonts=True,
            sys_inputs={"said": json.dumps(said)},
            pdf_standards=["ua-1"],
        )
    return made


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
        "name": ticket.name or ticket.email,
        "organisation": registration.organisation if registration else "",
        "group": str(registration.group or "") if registration else "",
        "code": code,
        "told": _("QR code for the check-in, as text: %(code)s") % {"code": code},
        "picture": drawn_code(printed_code(ticket)),
    }


def drawn_code(said: str) -> str:
    """Return a QR code as a drawing, without the margin around it."""
    drawing = io.BytesIO()
    segno.make(said, error="m").save(drawing, kind="svg", xmldecl=False, border=0, scale=4)
    return drawing.getvalue().decode()
