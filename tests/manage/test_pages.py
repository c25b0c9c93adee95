# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Every page of the staff area opens."""

import pytest

PAGES = [
    "",
    "stages/",
    "sessions/",
    "sessions/add/",
    "rooms/",
    "rooms/add/",
    "rooms/smart-plaza/",
    "rooms/smart-plaza/remove/",
    "tracks/",
    "tracks/add/",
    "days/",
    "days/add/",
    "people/",
    "people/add/",
    "organisations/",
    "organisations/add/",
    "staff/",
    "staff/add/",
    "versions/",
    "import/",
    "tickets/",
    "tickets/issue/",
    "facts/",
    "look/",
    "log/",
]


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_both_languages(desk, grace, convention, page, language):
    grace.language = language
    grace.save()

    answer = desk.get(f"/manage/{convention.slug}/{page}")

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.content.decode()
