# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A badge is read by people, by phones and by screen readers; what somebody wrote stays words."""

import io

import pytest
import segno
from django.core.files.base import ContentFile
from PIL import Image
from pypdf import PdfReader
from tests.factories import NOW, text
from tests.registration.worlds import join, make_group, make_registration

from konvent.registration import badges
from konvent.registration.badges import BadgeError, print_badge, print_sheets
from konvent.registration.door_codes import printed_code, spoken

NAME = 'Ada "#eval(1)" $x$ *b* [Lovelace]'
DOTS, CODE = 8, (61, 34, 90, 60)
"""Dots in a millimetre, and where on a badge the code and its margin are, in millimetres."""
ORGANISATION = "Amt für @Digitales #pagebreak() & Söhne \\ <br>"


@pytest.fixture
def convention(db):
    convention = make_registration()
    make_group(convention, "press", name=text("Presse", "Press"), is_on_site=True)
    return convention


def invite(convention, number, **facts):
    group = convention.registration_groups.get()
    return join(convention, f"guest{number}@example.org", NOW, group=group, **facts).ticket


def read(made):
    return PdfReader(io.BytesIO(made))


def words(page):
    return " ".join(page.extract_text().split())


def test_a_badge_says_who_somebody_is_and_runs_nothing_of_what_they_wrote(convention):
    ticket = invite(convention, 1, name=NAME, organisation=ORGANISATION)

    (page,) = read(print_badge(ticket)).pages

    said = words(page)
    for part in (NAME, ORGANISATION, "Presse", spoken(ticket.door_code), str(convention.title)):
        assert part in said
    assert [round(float(side) * 25.4 / 72) for side in page.mediabox[2:]] == [90, 60]


def test_a_badge_is_pdf_ua_with_title_language_and_words_for_its_picture(convention):
    ticket = invite(convention, 1)

    reader = read(print_badge(ticket))

    catalog = reader.trailer["/Root"]
    assert b"<pdfuaid:part>1</pdfuaid:part>" in catalog["/Metadata"].get_data()
    assert reader.metadata.title == str(convention.title)
    assert catalog["/Lang"] == "de"
    assert catalog["/ViewerPreferences"]["/DisplayDocTitle"]
    figures = told(reader)
    assert [spoken(ticket.door_code) in said for said in figures] == [True]


def told(reader):
    """What a screen reader says of the pictures."""
    tree = reader.trailer["/Root"]["/StructTreeRoot"]
    return [node["/Alt"] for node in nodes(tree) if "/Alt" in node]


def nodes(node):
    """Everything in the tree that a screen reader follows."""
    children = node.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        there = child.get_object()
        if hasattr(there, "get"):
            yield there
            yield from nodes(there)


def test_the_picture_on_a_badge_opens_nothing_and_is_coarse(convention):
    ticket = invite(convention, 1)

    said = printed_code(ticket)

    assert said == f"KONVENT:SMART-2026:{ticket.door_code}"
    assert segno.make(said, error="m").version <= 3


def test_the_logo_is_on_the_badge_with_words_of_its_own(convention, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    drawn = io.BytesIO()
    Image.new("RGBA", (40, 20), "#b3261e").save(drawn, "PNG")
    convention.logo.save("town.png", ContentFile(drawn.getvalue()))

    reader = read(print_badge(invite(convention, 1)))

    assert len(reader.pages[0].images) == 1
    assert told(reader)[0] == "Logo von Smart Convention 2026"


def test_eight_badges_fill_a_sheet_and_the_ninth_begins_another(convention):
    tickets = [invite(convention, number, name=f"Guest No {number}") for number in range(9)]

    first, second = read(print_sheets(convention, tickets)).pages

    assert [f"Guest No {number}" in words(first) for number in range(9)] == [True] * 8 + [False]
    assert "Guest No 8" in words(second)
    assert [round(float(side) * 25.4 / 72) for side in first.mediabox[2:]] == [210, 297]


def test_a_name_of_any_length_stays_on_one_badge(convention):
    name = "Karl Theodor Maria Nikolaus Johann Jacob Philipp " * 4
    ticket = invite(convention, 1, name=name.strip(), organisation="Bundesministerium " * 11)

    assert len(read(print_badge(ticket)).pages) == 1


@pytest.mark.parametrize(
    "name",
    [
        "Łukasz Brzęczyszczykiewicz",
        "Eleni Papadopoulou-Giorgopoulou Pygmy",
        "x" * 200,
    ],
)
def test_no_name_covers_the_code(convention, monkeypatch, name):
    monkeypatch.setattr(badges, "PDF_UA", {"format": "png", "ppi": 25.4 * DOTS})
    ticket = invite(convention, 1, name="Ada", organisation="Amt")
    alone = code_on(ticket)

    ticket.name, ticket.registration.organisation = name, name

    assert code_on(ticket) == alone


def code_on(ticket):
    """The code of a badge and the white that readers need around it, as it is seen."""
    badge = Image.open(io.BytesIO(print_badge(ticket)))
    return badge.crop([edge * DOTS for edge in CODE]).tobytes()


def test_what_no_font_has_stands_as_boxes_and_leaves_nobody_without_a_badge(convention):
    convention.title["de"] = "Tag 会"
    facts = {"organisation": "市 Amt", "name": "王芳 🎉 Fang \x01"}
    tickets = [invite(convention, 1, **facts), invite(convention, 2, name="Łucja Ñoño Ἀθηνᾶ")]

    (page,) = read(print_sheets(convention, tickets)).pages

    said = words(page)
    for part in ("□□ □ Fang □", "□ Amt", "Tag □", "Łucja Ñoño Ἀθηνᾶ"):
        assert part in said


def test_a_logo_that_cannot_be_drawn_is_said_to_be_why(convention, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    convention.logo.save("town.png", ContentFile(b"no picture at all"))

    with pytest.raises(BadgeError, match="logo"):
        print_sheets(convention, [invite(convention, number) for number in range(3)])
