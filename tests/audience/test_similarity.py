# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Questions that ask the same are found, others are left alone, in German and in English."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konvent.audience.similarity import MOST, groups_of, similar_to

ASKED = [
    (number, text, 0)
    for number, text in enumerate(
        [
            "Wann kommt der Glasfaserausbau in ländlichen Gemeinden voran?",
            "Wie werden Schulen mit schnellem Internet versorgt?",
            "Wer bezahlt die Umsetzung des Onlinezugangsgesetzes in kleinen Kommunen?",
            "Gibt es Fördermittel für Smart-City-Projekte kleiner Städte?",
            "Wie schützen Sie die Daten der Bürgerinnen und Bürger?",
            "How do you protect citizens' data in smart city projects?",
            "What happens to municipalities without their own IT department?",
            "Werden die Folien später bereitgestellt?",
            "Will the slides be available afterwards?",
            "Can we use open source software in every municipality?",
        ],
        start=1,
    )
]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("Wann wird Glasfaser auf dem Land ausgebaut?", 1),
        ("Glasfaser-Ausbau im laendlichen Raum: wann?", 1),
        ("BEKOMMEN DIE SCHULEN ENDLICH SCHNELLES INTERNET???", 2),
        ("Wer zahlt die OZG-Umsetzung in den Kommunen?", 3),
        ("Welche Fördermittel gibt es für Smart City Projekte in kleinen Städten?", 4),
        ("Wie ist der Datenschutz geregelt, wie schützen Sie die Daten der Bürger?", 5),
        ("how is citizen data protected?", 6),
        ("Sind die Folien später verfügbar?", 8),
        ("Are the slides available later?", 9),
        ("Should every municipality use open-source software?", 10),
    ],
)
def test_the_same_in_other_words_is_found_first(text, number):
    assert similar_to(text, ASKED)[0].number == number


@pytest.mark.parametrize(
    "text",
    [
        "Wie viel kostet das Projekt?",
        "What does it cost?",
        "Wie gewinnen Sie Fachkräfte für die Verwaltung?",
        "Wer hat die Software entwickelt?",
        "How do cities cooperate with start-ups?",
        "Wann, wie und warum?",
        "???",
        "",
    ],
)
def test_what_asks_something_else_is_left_alone(text):
    assert similar_to(text, ASKED) == []


def test_of_many_only_the_nearest_are_offered_and_the_better_supported_first():
    many = [(number, "Wird das aufgezeichnet?", number) for number in range(1, 9)]

    found = similar_to("Wird das aufgezeichnet?", many)

    assert [one.number for one in found] == [8, 7, 6]
    assert len(found) == MOST


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=5))
def test_any_words_can_be_compared_and_likeness_is_a_share(text, others):
    found = similar_to(text, [(number, other, 0) for number, other in enumerate(others)])

    assert all(0 <= one.likeness <= 1 for one in found)
    if groups_of(text):
        assert similar_to(text, [(1, text, 0)])[0].likeness == pytest.approx(1)
