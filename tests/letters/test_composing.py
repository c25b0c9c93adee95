# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Words in braces are filled in once, whatever anybody types; both languages have every word."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import NOW, make_convention, text

from konvent.letters.actions import change_wording
from konvent.letters.composing import compose, example, fill, fill_line, missing_in, unknown_in
from konvent.letters.kinds import KINDS
from konvent.letters.models import Letter
from konvent.registration.actions import issue_ticket

ANYTHING = st.text(st.sampled_from("{}ab \n\rname"), max_size=40)


@given(ANYTHING)
def test_nobody_gets_at_a_link_by_typing_braces(name):
    values = {"name": name, "ab": "secret", "a": "secret", "b": "secret"}

    assert "secret" not in fill("Good day {name},", values)
    assert fill("{a}", values) == "secret\n"


@given(ANYTHING)
def test_a_subject_is_one_line(name):
    assert len(fill_line("For {name}", {"name": name}).splitlines()) == 1


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
@pytest.mark.parametrize("language", ["de", "en"])
def test_our_words_hold_what_they_need_and_nothing_unknown(kind, language):
    with translation.override(language):
        subject, body = str(kind.subject), str(kind.body)

    assert unknown_in(subject + body, kind) == missing_in(body, kind) == []
    assert (body != str(kind.body)) == (language == "de") or language == "en"


@pytest.mark.django_db
@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_an_example_leaves_no_brace_open(kind):
    subject, body = example(make_convention(), kind, str(kind.subject), str(kind.body))

    assert "{" not in subject + body


@pytest.mark.django_db
def test_a_convention_says_it_its_own_way_in_the_languages_it_wrote():
    convention = make_convention(host=text("Stadt", "City"))
    for language in ("de", "en"):
        email = f"{language}@example.org"
        issue_ticket(convention=convention, email=email, language=language, at=NOW)
    words = {"subject": {"de": "Zu {convention}"}, "body": {"de": "Hier: {link} ({host})"}}
    change_wording(convention=convention, kind="link", values=words, by=None, at=NOW)
    letters = {
        language: compose(
            Letter(
                convention=convention,
                kind="link",
                recipient=f"{language}@example.org",
                language=language,
                queued_at=NOW,
            ),
            at=NOW,
        )
        for language in ("de", "en")
    }

    assert letters["de"].subject == "Zu Smart Convention 2026"
    assert letters["de"].body.startswith("Hier: http")
    assert letters["de"].body.endswith("(Stadt)\n")
    assert letters["en"].subject == "Your way into Smart Convention 2026"
