# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Registrations as a table for other programs: written with care, read with patience.

What spreadsheets make differs: encodings, separators, names of columns. What cannot be read is said
with its line, and nothing is guessed about a person.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from konvent.foundation.addresses import can_be_written_to
from konvent.foundation.lines import one_line
from konvent.foundation.refusals import RefusedError
from konvent.registration.models import LONGEST_ADDRESS, FieldKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from konvent.registration.models import ExtraField, Registration, Scan

MOST_LINES = 2000
LARGEST = 2_000_000
SEPARATORS = ";,\t"
COLUMNS = {
    "email": {"email", "e-mail", "mail", "e-mail-adresse", "emailadresse", "e-mail address"},
    "name": {"name", "vollständiger name", "full name"},
    "first": {"vorname", "first name", "firstname", "given name"},
    "last": {"nachname", "last name", "lastname", "surname", "familienname"},
    "organisation": {"organisation", "organization", "firma", "company", "behörde"},
    "group": {"gruppe", "group"},
    "language": {"sprache", "language"},
}
STARTS_A_FORMULA = re.compile(r"(?:^|(?<=[,;\t\r\n]))(?=[\s\"]*[=+\-@]|\"*[\t\r])")
"""Where a cell begins with one, also behind what separates cells in another spreadsheet."""


@dataclass(frozen=True, slots=True)
class Line:
    """One person of an imported table, and what speaks against taking them in."""

    number: int
    email: str
    name: str
    organisation: str = ""
    group: str = ""
    language: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """What was read of a file."""

    lines: list[Line]
    encoding: str
    separator: str
    ignored: list[str] = field(default_factory=list)
    """Names of columns that mean nothing here."""

    @property
    def good(self) -> list[Line]:
        return [line for line in self.lines if not line.problems]

    @property
    def bad(self) -> list[Line]:
        return [line for line in self.lines if line.problems]


def read_table(
    content: bytes, *, groups: Mapping[str, object], known: Iterable[str], languages: Sequence[str]
) -> Table:
    """Read a file. Raises RefusedError when it is no table of people at all."""
    if len(content) > LARGEST:
        raise RefusedError(_("The file is too large: 2 MB at most."))
    text, encoding = _decode(content)
    text = text.replace("\0", "")  # PostgreSQL keeps none
    separator = _separator(text)
    rows = _rows(text, separator)
    if not rows:
        raise RefusedError(_("The file is empty."))
    columns = _columns(rows[0])
    if "email" not in columns.values():
        raise RefusedError(
            _("There is no column with addresses: the first line has to name one “E-Mail”.")
        )
    if len(rows) > MOST_LINES + 1:
        raise RefusedError(_("These are too many lines: please split the file."))
    taken = {email.lower() for email in known}
    seen: set[str] = set()
    lines = []
    for number, row in enumerate(rows[1:], start=2):
        if any(cell.strip() for cell in row):
            lines.append(_line(number, row, columns, groups, taken, seen, languages))
    ignored = [name for place, name in enumerate(rows[0]) if place not in columns and name.strip()]
    return Table(lines, encoding, separator, ignored)


def _decode(content: bytes) -> tuple[str, str]:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", "replace"), "UTF-16"
    try:
        return content.decode("utf-8-sig"), "UTF-8"
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace"), "Windows-1252"


def _separator(text: str) -> str:
    first = text.partition("\n")[0]
    return max(SEPARATORS, key=lambda sign: (first.count(sign), -SEPARATORS.index(sign)))


def _rows(text: str, separator: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise RefusedError(
            _("This cannot be read as a table. Please save it as CSV (UTF-8) once more.")
        ) from error


def _columns(names: list[str]) -> dict[int, str]:
    """Return what each column means, by its place."""
    found: dict[int, str] = {}
    for place, name in enumerate(names):
        said = " ".join(name.replace("\ufeff", "").split()).lower()
        meaning = next((key for key, spelt in COLUMNS.items() if said in spelt), "")
        if meaning and meaning not in found.values():
            found[place] = meaning
    return found


def _line(  # noqa: PLR0913, PLR0917 -- a line is judged by all of these
    number: int,
    row: list[str],
    columns: dict[int, str],
    groups: Mapping[str, object],
    taken: set[str],
    seen: set[str],
    languages: Sequence[str],
) -> Line:
    cells = {columns[place]: one_line(cell) for place, cell in enumerate(row) if place in columns}
    email = cells.get("email", "").lower()
    name = cells.get("name") or " ".join(
        filter(None, (cells.get("first", ""), cells.get("last", "")))
    )
    problems = []
    if not email:
        problems.append(_("The e-mail address is missing."))
    elif not _is_address(email):
        problems.append(_("“%(email)s” is no e-mail address.") % {"email": email})
    elif email in seen:
        problems.append(_("This address stands further up already."))
    elif email in taken:
        problems.append(_("This person has registered already."))
    if not name:
        problems.append(_("The name is missing."))
    group = cells.get("group", "")
    if group and group.lower() not in groups:
        problems.append(_("There is no group “%(group)s”.") % {"group": group})
    language = cells.get("language", "").lower()[:2]
    if not problems:
        seen.add(email)
    return Line(
        number=number,
        email=email,
        name=name[:200],
        organisation=cells.get("organisation", "")[:200],
        group=group.lower(),
        language=language if language in languages else "",
        problems=tuple(problems),
    )


def _is_address(email: str) -> bool:
    try:
        validate_email(email)
    except ValidationError:
        return False
    return len(email) <= LONGEST_ADDRESS and can_be_written_to(email)


def write_table(registrations: Iterable[Registration], fields: Sequence[ExtraField]) -> bytes:
    """Return registrations as spreadsheets read them: with a mark, semicolons and no formulas."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    heads = [_("Name"), _("E-mail address"), _("Organisation"), _("Group"), _("State")]
    heads += [_("Registered"), _("Language"), *(str(extra.label) for extra in fields)]
    writer.writerow(map(_harmless, heads))
    for one in registrations:
        cells = [one.name, one.email, one.organisation, str(one.group or "")]
        cells += [
            one.get_state_display(),
            f"{localtime(one.asked_at):%Y-%m-%d %H:%M}",
            one.language,
        ]
        cells += [_answer(one, extra) for extra in fields]
        writer.writerow(map(_harmless, cells))
    return text.getvalue().encode("utf-8-sig")


def _answer(registration: Registration, extra: ExtraField) -> str:
    """Return what was said to a question; a box that was ticked, in the reader's language."""
    said: str = registration.answers.get(extra.slug, "")
    return _("yes") if said and extra.kind == FieldKind.CHECK else said


def write_arrivals(arrivals: Iterable[Scan]) -> bytes:
    """Return who arrived, in the order of coming, as spreadsheets read it."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    heads = [_("Name"), _("E-mail address"), _("Organisation"), _("Group"), _("Arrived"), _("Door")]
    writer.writerow(map(_harmless, heads))
    for scan in arrivals:
        who = getattr(scan.ticket, "registration", None)
        cells = [scan.ticket.name, scan.ticket.email, who.organisation if who else ""]
        cells += [str(who.group or "") if who else "", f"{localtime(scan.at):%Y-%m-%d %H:%M}"]
        writer.writerow(map(_harmless, [*cells, scan.door]))
    return text.getvalue().encode("utf-8-sig")


def _harmless(cell: str) -> str:
    """Keep a spreadsheet from taking what somebody typed as a formula, wherever it ends cells."""
    return STARTS_A_FORMULA.sub("'", cell)
