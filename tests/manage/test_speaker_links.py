# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Moderators give those on stage their links."""

import re
from urllib.parse import urlsplit

import pytest
from tests.factories import publish

from konvent.foundation.models import AuditEntry
from konvent.registration.tickets import check


@pytest.fixture
def links(convention, base):
    """Where the links of the opening are, in which Ada speaks."""
    publish(convention)
    return f"{base}sessions/{convention.sessions.get(title__en='Opening').code}/speakers/"


def test_a_link_is_shown_once_and_the_log_does_not_know_it(desk, links, convention):
    assert 'Make a link<span class="visually-hidden">: Ada Lovelace' in desk.get(links).text

    made = desk.post(links, {"name": "Ada Lovelace"}, follow=True).text

    address = re.search(r'id="speaker-link">([^<]+)<', made)[1]
    token = urlsplit(address).path.rpartition("/")[2]
    assert check("speaker", token).number == convention.speaker_links.get().pk
    assert "speaker-link" not in desk.get(links).text
    entry = AuditEntry.objects.get(thing="speakerlink")
    assert (entry.verb, entry.thing_name) == ("issue", "Ada Lovelace")
    assert token not in f"{entry.changes}"


def test_a_screen_gets_one_too_and_revoking_asks_first(desk, links, convention):
    desk.post(links, {"name": "Screen at the lectern"})
    link = convention.speaker_links.get()
    assert "Screen at the lectern" in desk.get(links).text

    asked = desk.get(f"{links}{link.pk}/revoke/").text
    assert "Revoke the link of Screen at the lectern?" in asked
    desk.post(f"{links}{link.pk}/revoke/")

    assert "opens nothing any more" in desk.get(links).text
    assert "Screen at the lectern" not in desk.get(links).text
    link.refresh_from_db()
    assert link.revoked_at is not None


@pytest.mark.parametrize(
    ("name", "sentence"), [(" ", "for whom the link is"), ("x" * 101, "at most 100 characters")]
)
def test_a_name_is_asked_for_and_what_was_typed_stays(desk, links, convention, name, sentence):
    answer = desk.post(links, {"name": name})

    assert answer.status_code == 422
    assert sentence in answer.text
    assert not convention.speaker_links.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_more_links_cost_no_more(desk, links, count, django_assert_num_queries):
    for number in range(count):
        desk.post(links, {"name": f"Screen {number}"})
    desk.get(links)

    with django_assert_num_queries(8):
        desk.get(links)
