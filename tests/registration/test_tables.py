# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tables of people are read however a spreadsheet wrote them, and written so that none runs."""

import csv
import io
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from django.utils.translation import override
from hypothesis import example, given
from hypothesis import strategies as st
from tests.factories import NOW, text

from konvent.foundation.refusals import RefusedError
from konvent.registration.models import ExtraField, Registration
from konvent.registration.tables import LARGEST, MOST_LINES, read_table, write_table

GROUPS = {"press": 1}


def read(content, known=()):
    content = content.encode() if isinstance(content, str) else content
    return read_table(content, groups=GROUPS, known=known, languages=["de", "en"])


def facts(table):
    return [(line.email, line.name, line.organisation, line.group) for line in table.good]


def address_of(length):
    """A valid address of so many characters."""
    labels = ".".join(["a" * 50] * 6)
    return f"ada@{labels[: length - len('ada@.example')]}.example"


def test_an_address_is_as_long_as_one_can_be():
    longest, longer = address_of(254), address_of(255)

    table = read(f"Name;E-Mail\nAda;{longest}\nGrace;{longer}\n")

    assert [line.email for line in table.good] == [longest]
    assert [line.problems for line in table.bad] == [(f"“{longer}” is no e-mail address.",)]


def test_an_address_of_which_a_sign_was_lost_is_none():
    lost = "ada@m\N{REPLACEMENT CHARACTER}nchen.example"

    table = read(f"Name;E-Mail\nAda;{lost}\nGrace;grace@münchen.example\n")

    assert [line.email for line in table.good] == ["grace@münchen.example"]
    assert [line.problems for line in table.bad] == [(f"“{lost}” is no e-mail address.",)]


def test_a_cell_without_an_end_is_refused_in_words():
    with pytest.raises(RefusedError, match="cannot be read as a table"):
        read('Name;E-Mail\n"' + "A" * 200_000)


def test_marks_that_no_database_keeps_or_nobody_sees_are_left_out():
    assert facts(read('Name;E-Mail\n"A\0d\N{RIGHT-TO-LEFT OVERRIDE}a\n";ada@example.org\n')) == [
        ("ada@example.org", "Ada", "", "")
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_encodings_and_separators_are_found_out(encoding, separator):
    rows = [
        ["E-Mail", "Vorname", "Nachname", "Behörde"],
        ["ADA@Example.org", "Ada", "Groß", "Köln"],
    ]
    text = "\r\n".join(separator.join(row) for row in rows)

    table = read(text.encode(encoding))

    assert facts(table) == [("ada@example.org", "Ada Groß", "Köln", "")]


def test_what_is_wrong_is_said_with_its_line_and_the_rest_is_taken():
    table = read(
        "Name;E-Mail;Gruppe;Schuhgröße\n"
        "Ada;ada@example.org;Press;41\n"
        "\n"
        "Ada;ada@example.org;;\n"
        ";grace@example.org;;\n"
        "Edith;edith@;;\n"
        "Olga;olga@example.org;Pilots;\n"
        "Mira;mira@example.org;;\n"
        "Nora;;;\n",
        known=["mira@example.org"],
    )

    assert [line.name for line in table.good] == ["Ada"]
    assert [(line.number, line.problems) for line in table.bad] == [
        (4, ("This address stands further up already.",)),
        (5, ("The name is missing.",)),
        (6, ("“edith@” is no e-mail address.",)),
        (7, ("There is no group “Pilots”.",)),
        (8, ("This person has registered already.",)),
        (9, ("The e-mail address is missing.",)),
    ]
    assert table.ignored == ["Schuhgröße"]


@pytest.mark.parametrize(
    "content",
    ["", "Name;Telefon\nAda;1", "E-Mail;Name\n" + "a@example.org;A\n" * (MOST_LINES + 1)],
    ids=["empty", "no addresses", "too long"],
)
def test_what_is_no_table_of_people_is_refused(content):
    with pytest.raises(RefusedError):
        read(content)


def test_a_file_that_is_too_large_is_not_read():
    with pytest.raises(RefusedError, match="too large"):
        read(b"E-Mail;Name\n" + b" " * LARGEST)


@given(st.binary(max_size=200))
def test_nothing_makes_reading_fail_but_in_words(content):
    table = read(b"E-Mail;Name\n" + content)

    assert len(table.lines) <= content.count(b"\n") + content.count(b"\r") + 1


@given(st.text(max_size=30) | st.text('a,;\t\r\n =+-@"', max_size=30), st.sampled_from(";,\t"))
@example("Ada,=cmd|' /C calc'!A0", ",")
@example('\n"\t', ",")
def test_what_somebody_typed_never_becomes_a_formula_whatever_a_spreadsheet_separates_by(
    said, sign
):
    ada = Registration(name="Ada", organisation=said, email="a@example.org", asked_at=NOW)
    written = write_table([ada], []).decode("utf-8-sig")

    for row in csv.reader(io.StringIO(written, newline=""), delimiter=sign):
        assert not any(cell.startswith(("\t", "\r")) for cell in row)
        assert not any(cell.strip().startswith(("=", "+", "-", "@")) for cell in row)


def test_a_box_that_was_ticked_is_told_in_the_readers_language():
    boxes = [ExtraField(slug=slug, kind="check", label=text(slug)) for slug in ("meal", "bed")]
    ada = Registration(name="Ada", email="a@b.org", asked_at=NOW, answers={"meal": "yes"})

    with override("de"):
        written = write_table([ada], boxes).decode()

    assert written.splitlines()[1].endswith(";ja;")


def test_when_somebody_registered_is_said_by_the_clock_of_the_convention():
    ada = Registration(name="Ada", email="a@example.org", asked_at=NOW)

    with timezone.override(ZoneInfo("Asia/Tokyo")):
        written = write_table([ada], [])

    assert f"{NOW.astimezone(ZoneInfo('Asia/Tokyo')):%Y-%m-%d %H:%M}" in written.decode()
