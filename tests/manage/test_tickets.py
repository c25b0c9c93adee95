# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisers issue, find and revoke tickets."""

import re
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from konvent.registration.gate import read_gate
from konvent.registration.links import ticket_link
from konvent.registration.tickets import Lane, check


def test_the_link_of_a_new_ticket_is_shown_once(desk, base, convention):
    form = {"email": "alan@example.org", "name": "Alan Turing", "language": "en"}
    issued = desk.post(f"{base}tickets/issue/", form, follow=True).text

    link = re.search(r'id="ticket-link">([^<]+)<', issued)[1]
    holder = check("ticket", urlsplit(link).path.rpartition("/")[2])
    assert holder.number == convention.tickets.get().pk
    assert "ticket-link" not in desk.get(f"{base}tickets/").text


def test_a_ticket_sent_twice_is_one_ticket(desk, base, convention):
    form = {"email": "alan@example.org", "name": "Alan Turing", "language": "en"}
    for _ in range(2):
        desk.post(f"{base}tickets/issue/", form)

    assert convention.tickets.count() == 1


def test_a_misspelt_name_is_corrected_and_the_link_stays_the_same(desk, base, convention):
    form = {"email": "alan@example.org", "name": "Alan Turning", "language": "en"}
    desk.post(f"{base}tickets/issue/", form)
    before = convention.tickets.get()

    said = desk.post(f"{base}tickets/{before.pk}/name/", {"name": "Alan Turing"}, follow=True).text

    ticket = convention.tickets.get()
    assert (ticket.name, ticket_link(ticket)) == ("Alan Turing", ticket_link(before))
    assert "Alan Turing" in said


def test_tickets_are_found_and_revoked(desk, base, convention):
    for name in ("alan", "ada"):
        desk.post(
            f"{base}tickets/issue/",
            {"email": f"{name}@example.org", "name": name.title(), "language": "en"},
        )
    desk.get(f"{base}tickets/")
    found = desk.get(f"{base}tickets/?q=ALAN").text
    assert "alan@example.org" in found
    assert "ada@example.org" not in found

    desk.post(f"{base}tickets/{convention.tickets.get(name='Alan').pk}/revoke/")

    assert "alan@example.org" not in desk.get(f"{base}tickets/?state=valid").text
    assert "revoked on" in desk.get(f"{base}tickets/?state=revoked").text


@pytest.mark.parametrize("count", [1, 3])
def test_a_long_list_costs_what_a_short_one_does(
    desk, base, convention, count, django_assert_num_queries
):
    now = timezone.now()
    for number in range(count):
        convention.tickets.create(email=f"n{number}@e.org", issued_at=now, expires_at=now)

    with django_assert_num_queries(7):
        desk.get(f"{base}tickets/")


def test_the_gate_knows_where_a_holder_goes_when_there_is_a_queue_and_the_link_does_not(desk, base):
    form = {"email": "alan@example.org", "language": "en", "lane": "a"}
    issued = desk.post(f"{base}tickets/issue/", form, follow=True).text

    link = re.search(r'id="ticket-link">([^<]+)<', issued)[1]

    shown = check("ticket", urlsplit(link).path.rpartition("/")[2])
    assert (shown.lane, read_gate().present(shown).lane) == (Lane.USUAL, Lane.ASSISTED)


def test_the_doors_say_which_stages_nobody_hears_who_waits(desk, base, convention):
    silent = desk.get(f"{base}doors/").text

    desk.post(f"{base}sources/smart-plaza/", {"deed": "quality", "quality": "sound"})

    assert f'<a href="{base}sources/#smart-plaza">Smart Plaza</a>' in silent
    assert "sources/#smart-plaza" not in desk.get(f"{base}doors/").text


def test_the_doors_say_where_several_houses_each_hold_as_many(desk, base, settings):
    alone = desk.get(f"{base}doors/").text
    settings.BUS = "postgres"

    among_others = desk.get(f"{base}doors/").text

    assert "divide what all of them hold" not in alone
    assert "divide what all of them hold" in among_others
