# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The overview leads everybody to what they can do next, and nobody further."""

from tests.factories import make_user
from tests.manage.conftest import enter

from konvent.people.models import Duty


def next_steps(browser, base: str) -> str:
    return browser.get(base).text.partition('class="steps"')[2].partition("</section>")[0]


def test_an_organiser_is_led_to_publishing_tickets_and_the_stages(desk, base):
    steps = next_steps(desk, base)
    for page in ("sessions/", "versions/", "tickets/", "stages/"):
        assert f'href="{base}{page}"' in steps


def test_a_producer_is_led_to_the_stages_and_to_nothing_of_the_organisers(convention, base):
    paula = enter(make_user("Paula", Duty.PRODUCER, convention, language="en"))
    steps = next_steps(paula, base)
    assert f'href="{base}stages/"' in steps
    for page in ("sessions/", "versions/", "tickets/"):
        assert f'href="{base}{page}"' not in steps
