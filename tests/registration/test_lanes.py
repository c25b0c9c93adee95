# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Ways past the queue: by the group, by what somebody needs, by hand; and what is known of it."""

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from tests.factories import NOW, make_user
from tests.manage.conftest import enter
from tests.registration.worlds import join, make_group, make_registration

from konvent.foundation.models import AuditEntry
from konvent.people.models import Duty
from konvent.registration.actions import issue_ticket
from konvent.registration.actions.deciding import change_registration, move_registration
from konvent.registration.actions.lanes import (
    ASSISTANCE_KEPT,
    KEPT_WITHOUT_DAYS,
    change_lane,
    forget_assistance,
)
from konvent.registration.actions.leaving import forget_person
from konvent.registration.actions.setting_up import change_part
from konvent.registration.door_codes import digests_of
from konvent.registration.gate import read_gate
from konvent.registration.links import pass_of, ticket_link
from konvent.registration.models import Group, Registration, RegistrationRules, Ticket
from konvent.registration.own_data import everything_about
from konvent.registration.tickets import COOKIE, Lane, check, sign

pytestmark = pytest.mark.django_db

GRACE = "grace@example.org"


@pytest.fixture
def convention():
    return make_registration(offers_assistance=True)


def at_the_doors(ticket):
    """What the front makes of the link that somebody got when the ticket was new."""
    present = Ticket.objects.get(pk=ticket.pk)
    assert ticket_link(present) == ticket_link(ticket)
    assert digests_of(present) == digests_of(ticket)
    shown = check("ticket", ticket_link(ticket).rpartition("/")[2])
    assert shown.lane is Lane.USUAL
    return read_gate().present(shown).lane, Lane(present.lane)


def test_the_group_and_what_somebody_needs_say_how_they_come_in(convention):
    speakers = make_group(convention, "speakers", is_crew=True)
    people = {
        "ada": join(convention),
        "grace": join(convention, GRACE, needs_assistance=True),
        "hedy": join(convention, "hedy@example.org", group=speakers, needs_assistance=True),
    }

    lanes = {name: at_the_doors(person.ticket) for name, person in people.items()}

    assert lanes == {
        "ada": (Lane.USUAL, Lane.USUAL),
        "grace": (Lane.ASSISTED, Lane.ASSISTED),
        "hedy": (Lane.CREW, Lane.CREW),
    }


def test_another_way_holds_at_once_with_the_link_somebody_has(convention):
    ticket = issue_ticket(convention=convention, email=GRACE, lane="c", at=NOW)
    assert at_the_doors(ticket) == (Lane.CREW, Lane.CREW)

    change_lane(ticket=ticket, lane="", at=NOW, by=None)

    assert at_the_doors(ticket) == (Lane.USUAL, Lane.USUAL)


def test_a_group_takes_its_tickets_along_but_not_who_was_sent_elsewhere_by_hand(convention):
    group = make_group(convention, "speakers")
    ada, grace, hedy = (
        join(convention, f"{name}@example.org", group=group, needs_assistance=name == "grace")
        for name in ("ada", "grace", "hedy")
    )
    change_lane(ticket=hedy.ticket, lane="a", at=NOW, by=None)
    tickets = [person.ticket for person in (ada, grace, hedy)]

    change_part(part=group, values={"is_crew": True}, by=None, at=NOW)
    as_crew = [at_the_doors(ticket)[0] for ticket in tickets]
    change_part(part=Group.objects.get(), values={"is_crew": False}, by=None, at=NOW)
    as_before = [at_the_doors(ticket)[0] for ticket in tickets]

    assert as_crew == [Lane.CREW, Lane.CREW, Lane.ASSISTED]
    assert as_before == [Lane.USUAL, Lane.ASSISTED, Lane.ASSISTED]


def test_who_is_moved_into_another_group_goes_its_way(convention):
    public, speakers = (
        make_group(convention, "public"),
        make_group(convention, "speakers", is_crew=True),
    )
    ada = join(convention, group=public)

    move_registration(registration=ada, group=speakers, at=NOW, by=None)
    inside = at_the_doors(ada.ticket)[0]
    move_registration(registration=ada, group=public, at=NOW, by=None)

    assert (inside, at_the_doors(ada.ticket)[0]) == (Lane.CREW, Lane.USUAL)


def test_who_has_a_better_way_by_hand_keeps_it_on_registering(convention):
    issue_ticket(convention=convention, email=GRACE, lane="c", at=NOW)
    issue_ticket(convention=convention, email="ada@example.org", at=NOW)

    helper = join(convention, GRACE, needs_assistance=True)
    ada = join(convention, needs_assistance=True)

    assert at_the_doors(helper.ticket)[0] is Lane.CREW
    assert at_the_doors(ada.ticket)[0] is Lane.ASSISTED


def test_who_was_sent_to_the_queue_for_assistance_by_hand_comes_in_at_once_with_the_crew(
    convention,
):
    speakers = make_group(convention, "speakers", is_crew=True)
    issue_ticket(convention=convention, email=GRACE, lane="a", at=NOW)

    grace = join(convention, GRACE, group=speakers)

    assert at_the_doors(grace.ticket)[0] is Lane.CREW


def test_the_log_has_what_staff_changed_by_hand_and_not_which_way(convention):
    grace = join(convention, GRACE)

    change_lane(ticket=grace.ticket, lane="a", at=NOW, by=make_user("Olga"))

    written = {entry.verb: entry.changes for entry in AuditEntry.objects.all()}
    assert written["change_lane"] == {}
    assert "lane" not in written["issue"]
    assert "email" in written["issue"]


def test_the_log_is_the_same_whether_somebody_needs_assistance_or_not(convention):
    olga = make_user("Olga")

    def written(*, needs_assistance):
        AuditEntry.objects.all().delete()
        issue_ticket(convention=convention, email=GRACE, at=NOW)
        registration = join(convention, GRACE, needs_assistance=needs_assistance)
        for said, by in ((not needs_assistance, None), (needs_assistance, olga)):
            values = {"needs_assistance": said}
            change_registration(registration=registration, values=values, at=NOW, by=by)
        entries = AuditEntry.objects.order_by("pk")
        told = [(entry.verb, entry.thing_name, sorted(entry.changes)) for entry in entries]
        forget_person(
            convention=convention, ticket=registration.ticket, registration=registration, at=NOW
        )
        return told

    assert written(needs_assistance=True) == written(needs_assistance=False)


def test_a_hint_about_health_is_in_the_own_data_and_goes_with_it_or_after_the_last_day(convention):
    ada, grace = (
        join(convention, email, needs_assistance=True) for email in ("ada@example.org", GRACE)
    )
    helper = issue_ticket(convention=convention, email="joan@example.org", lane="c", at=NOW)
    kept = everything_about(convention, grace.ticket, grace)
    assert kept["registration"]["needs_assistance"] is True
    assert "assistance" in str(kept["ticket"]["at_the_queue"])

    forget_person(convention=convention, ticket=ada.ticket, registration=ada, at=NOW)
    assert Ticket.objects.get(pk=ada.ticket.pk).lane == ""
    over = convention.days.get().ends_at + ASSISTANCE_KEPT
    forget_assistance(at=over)
    before = at_the_doors(grace.ticket)[0]
    forget_assistance(at=over + timedelta(seconds=1))

    assert before is Lane.ASSISTED
    assert at_the_doors(grace.ticket) == (Lane.USUAL, Lane.USUAL)
    assert not Registration.objects.filter(needs_assistance=True).exists()
    assert at_the_doors(helper) == (Lane.CREW, Lane.CREW)


def test_where_a_convention_has_no_days_the_hint_goes_after_a_year(convention):
    convention.days.all().delete()
    grace = join(convention, GRACE, needs_assistance=True)
    ticket = issue_ticket(convention=convention, email="ada@example.org", lane="a", at=NOW)

    forget_assistance(at=NOW + KEPT_WITHOUT_DAYS)
    before = at_the_doors(grace.ticket)[0], at_the_doors(ticket)[0]
    forget_assistance(at=NOW + KEPT_WITHOUT_DAYS + timedelta(seconds=1))

    assert before == (Lane.ASSISTED, Lane.ASSISTED)
    assert at_the_doors(grace.ticket)[0] is at_the_doors(ticket)[0] is Lane.USUAL
    assert not Registration.objects.filter(needs_assistance=True).exists()


def test_people_are_asked_where_it_is_offered_and_told_what_becomes_of_it(convention, client):
    form = "/smart-2026/my/register/?lang=en"
    offered = client.get(form).content.decode()
    typed = {"name": "Grace", "email": GRACE, "needs_assistance": "on"}
    assert client.post(form, typed).status_code == 302
    assert Registration.objects.get().needs_assistance

    RegistrationRules.objects.update(offers_assistance=False)

    assert "it is deleted after the last day" in offered
    assert "assistance" not in client.get(form).content.decode()


def test_it_is_taken_back_on_the_own_page_even_when_it_is_not_offered_any_more(convention):
    RegistrationRules.objects.update(offers_assistance=False)
    grace = join(convention, GRACE, at=timezone.now(), needs_assistance=True)
    browser = Client()
    browser.cookies[COOKIE] = sign("pass", pass_of(grace, at=timezone.now()))
    own = browser.get("/smart-2026/my/?lang=en").content.decode()

    browser.post("/smart-2026/my/change/?lang=en", {"name": "Grace", "organisation": ""})

    assert "Assistance at the doors" in own
    assert at_the_doors(grace.ticket)[0] is Lane.USUAL
    assert json.loads(browser.get("/smart-2026/my/data.json").content)["registration"][
        "needs_assistance"
    ] is (False)


class TestAtTheDesk:
    @pytest.fixture
    def desk(self, convention):
        return enter(make_user("Olga", Duty.ORGANISER, convention, language="en"))

    def test_a_group_that_comes_in_at_once_has_to_be_guarded(self, desk):
        add = "/manage/smart-2026/registrations/setup/groups/add/"
        facts = {"name_de": "Referierende", "position": "1", "is_crew": "on"}

        refused = desk.post(add, facts)
        taken = desk.post(add, {**facts, "needs_code": "on"})

        assert "otherwise anybody could choose it" in refused.content.decode()
        assert (refused.status_code, taken.status_code) == (422, 302)
        assert Group.objects.get().is_crew
        assert "comes in at once" in desk.get("/manage/smart-2026/registrations/setup/").text

    def test_the_way_of_a_ticket_is_changed_from_the_page_of_who_registered(self, desk, convention):
        grace = join(convention, GRACE, at=timezone.now())
        page = f"/manage/smart-2026/registrations/{grace.pk}/"
        lane = f"/manage/smart-2026/tickets/{grace.ticket.pk}/lane/"
        assert lane in desk.get(page).text

        saved = desk.post(lane, {"lane": "a"}, follow=True)

        assert saved.redirect_chain == [(page, 302)]
        assert "It holds at once; the link stays the same." in saved.text
        assert "a queue of their own: needs assistance" in saved.text
        assert at_the_doors(grace.ticket)[0] is Lane.ASSISTED

    def test_who_has_a_ticket_already_is_said_to_have_one(self, desk):
        issue = "/manage/smart-2026/tickets/issue/"
        facts = {"email": GRACE, "name": "Grace", "language": "en"}
        desk.post(issue, facts)

        again = desk.post(issue, {**facts, "name": "G. H.", "lane": "c"}, follow=True).text
        once_more = desk.post(issue, facts, follow=True).text
        Ticket.objects.update(expires_at=NOW)
        renewed = desk.post(issue, facts, follow=True).text

        assert "Grace has a ticket already, and keeps it" in again
        assert "At the doors: straight in: speaks or helps." in again
        assert "At the doors: straight in: speaks or helps." in once_more
        assert "Grace had a ticket that was over." in renewed
        assert Ticket.objects.get().name == "Grace"
