# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Twenty people and two moderators in one session at once: in the end all see the same."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect
from tests.browser.guests import TOPICS, Guest
from tests.browser.staff import here, slug_of

ROOM = "deep-dive-session"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True, "is_mobile": True}
QUESTION = "Wer pflegt die Daten, wenn das Projekt vorbei ist?"
NAMES = [f"Guest {number:02}" for number in range(17)]
PARTS = (
    "konvent-questions [data-part=figures]",
    "konvent-questions [data-part=on-stage]",
    "konvent-questions [data-part=list]",
    "konvent-polls [data-part=chart]",
    "konvent-chat[kind=session] [data-part=list]",
    "konvent-hands [data-part=count]",
    "konvent-reactions [data-kind=applause] [data-part=sum]",
)
PREPARE = """
from uuid import uuid4
from django.utils import timezone
from konvent.audience.actions.calling import take_hands
from konvent.audience.actions.chat_moderating import change_chat
from konvent.audience.actions.polling import add_poll, open_poll
from konvent.convention.models import Convention
from konvent.foundation.texts import Text
from konvent.people.actions.staff import give_duty
from konvent.people.links import one_time_link
from konvent.people.models import Duty, User
from konvent.registration.actions import issue_ticket
from konvent.registration.links import ticket_link
here, at = Convention.objects.get(slug="{slug}"), timezone.now()
doing = {{"convention": here, "at": at, "by": None}}
change_chat(**doing, kind="session", name="{code}", values={{"is_open": True}})
take_hands(**doing, code="{code}", is_on=True)
texts = [Text({{"de": de, "en": en}}) for de, en in (("Ja", "Yes"), ("Nein", "No"))]
question = Text({{"de": "Hält es?", "en": "Will it last?"}})
asked = {{"kind": "single", "results": "live", "question": question}}
poll = add_poll(**doing, code="{code}", key=uuid4(), values=asked, options=texts)
open_poll(poll=poll, at=at, by=None)
for name, language in (("Mika", "de"), ("Lena", "en")):
    facts = {{"email": f"{{name.lower()}}@example.org", "name": name, "language": language}}
    user = User.objects.create_user(**facts)
    give_duty(user=user, convention=here, duty=Duty.MODERATOR, at=at)
    print(one_time_link(user))
for number in range(20):
    print(ticket_link(issue_ticket(convention=here, email=f"guest{{number}}@example.org", at=at)))
print(poll.number, poll.floor.last_number)
"""


class Doors:
    """Ways in for two moderators and twenty people, as the house has printed them."""

    def __init__(self, konvent, code):
        story = PREPARE.format(slug=slug_of(konvent), code=code)
        *links, poll, last = konvent.tell(story).split()
        self.code, self.poll, self.last = code, int(poll), int(last)
        self.moderators = [here(konvent, link) for link in links[:2]]
        self.tickets = [here(konvent, link) for link in links[2:]]
        self.desk = f"/manage/{slug_of(konvent)}/sessions/{code}/desk/"


@pytest.fixture
def doors(konvent, browser):
    """The session that is on at a stage, with its chat, its hands and a poll open."""
    page = browser.new_page(base_url=konvent.url)
    page.goto(konvent.links["Attendee"])
    page.goto(f"/{slug_of(konvent)}/de/stage/{ROOM}/")
    code = page.locator("konvent-questions").get_attribute("session")
    page.close()
    return Doors(konvent, code)


def card_of(moderator, words):
    asked = moderator.locator(".mod__text", has_text=words)
    return moderator.locator(".mod__card").filter(has=asked)


def swipe(page, card, way):
    """Draw a finger over a card."""
    words = card.locator(".mod__text")
    words.scroll_into_view_if_needed()
    box = words.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = page.context.new_cdp_session(page)
    for kind, at in (("touchStart", 0), ("touchMove", way / 2), ("touchMove", way)):
        points = [{"x": x + at, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})


def counted(sees, poll):
    """How much a stream has told: of what is asked, supported, answered, said and so on."""
    by_kind = {topic.rpartition("/")[2]: state for topic, state in sees.items()}
    if len(by_kind) < len(TOPICS):
        return ()
    questions = by_kind["questions"]["questions"].values()
    return (
        by_kind["questions"]["figures"]["asked"],
        by_kind["questions"]["figures"]["declined"],
        [(one["supports"], one["state"]) for one in questions if one["text"] == QUESTION],
        by_kind["polls"]["polls"][str(poll)]["answers"],
        sum("Guest" in one["name"] for one in by_kind["chat"]["messages"].values()),
        len(by_kind["hands"]["hands"]),
        by_kind["reactions"].get("applause", 0),
    )


def shows_what_a_fresh_page_does(page, newest):
    """Compare what stands on a page at the stage with a page that the same person opens now."""
    other = page.context.new_page()
    other.goto(page.url)
    for one in (page, other):
        one.get_by_role("button", name=newest, exact=True).click()
    for part in PARTS:
        expect(other.locator(part).first).not_to_have_text("")
        expect(page.locator(part).first).to_have_text(other.locator(part).first.text_content())


@pytest.fixture
def people(new_context, konvent, doors):
    """Anna on a German phone, Ben at an English desk, Carla without scripts: all at the stage."""
    anna = new_context(**PHONE, locale="de-DE").new_page()
    ben, carla = (new_context(java_script_enabled=on).new_page() for on in (True, False))
    for page, language in ((anna, "de"), (ben, "en"), (carla, "en")):
        page.goto(doors.tickets.pop())
        page.goto(f"/{slug_of(konvent)}/{language}/stage/{ROOM}/")
    return anna, ben, carla


@pytest.fixture
def moderators(new_context, doors):
    """Mika on a German phone, Lena at an English desk: both look at what waits."""
    mika = new_context(**PHONE, locale="de-DE").new_page()
    lena = new_context(viewport={"width": 1280, "height": 900}).new_page()
    for page, link in ((mika, doors.moderators[0]), (lena, doors.moderators[1])):
        page.goto(link)
        page.locator("form button").first.click()
        page.wait_for_url("**/manage/**")
        page.goto(f"{doors.desk}?pile=waiting")
    return mika, lena


@pytest.fixture
def guests(doors, people):
    """Seventeen more, without a browser of their own."""
    guests = [Guest(link, ROOM, doors.code) for link in doors.tickets]
    yield guests
    for guest in guests:
        guest.leave()


def ask_and_have_it_shown(anna, mika, lena):
    """Ask on one phone; on another a finger draws the card to the right, and both desks know."""
    anna.get_by_role("textbox", name="Ihre Frage").fill(QUESTION)
    anna.get_by_role("button", name="Senden", exact=True).first.click()
    cards = [card_of(moderator, QUESTION) for moderator in (mika, lena)]
    for card in cards:
        expect(card).to_be_visible()
    swipe(mika, cards[0], 150)
    for card in cards:
        expect(card).to_have_count(0)


def take_part(anna, ben, carla):
    """Support, applaud, raise a hand, answer the poll, and chat, each in another way."""
    ben.get_by_role("button", name="Newest").click()
    ben.get_by_role("button", name=re.compile(f" Support ?: {re.escape(QUESTION)}")).click()
    ben.get_by_role("button", name=re.compile("^Applause")).click()
    ben.locator("konvent-hands").get_by_label("Your name").fill("Ben (fictional)")
    ben.get_by_role("button", name="Raise my hand").click()
    anna.get_by_role("tab", name="Umfragen").click()
    poll = anna.locator(".poll", has_text="Hält es?")
    poll.get_by_label("Ja").check()
    poll.get_by_role("button", name="Senden").click()
    anna.get_by_role("tab", name="Fragen", exact=True).click()
    carla.get_by_role("link", name="Read and write in the chat").first.click()
    writing = carla.locator("#write")
    writing.get_by_label("Your name").fill("Guest without a script")
    writing.get_by_label("Your message").fill("I am here as well")
    writing.get_by_role("button", name="Send").click()


def put_on_stage_and_decline(mika, lena, desk):
    """Put what was asked on stage at one desk; at the other a finger draws a card to the left."""
    lena.goto(f"{desk}?pile=list")
    card_of(lena, QUESTION).get_by_role("button", name="Put on stage").click()
    expect(lena.locator(".mod__stage")).to_contain_text(QUESTION)
    declined = card_of(mika, NAMES[0])
    swipe(mika, declined, -150)
    declined.get_by_role("button", name="Ablehnen").click()
    expect(declined).to_have_count(0)


def test_what_twenty_people_and_two_moderators_do_is_the_same_to_all_of_them(
    doors, people, moderators, guests, axe
):
    (anna, ben, carla), (mika, lena) = people, moderators
    guests[0].until(lambda sees: len(sees) == len(TOPICS))
    asked, declined, *_, hands, applause = counted(guests[0].sees, doors.poll)

    ask_and_have_it_shown(anna, mika, lena)
    with ThreadPoolExecutor(len(guests)) as crowd:
        doing = [
            crowd.submit(guest.do_everything, name, doors.last + 1, doors.poll, 1 + place % 2)
            for place, (guest, name) in enumerate(zip(guests, NAMES, strict=True))
        ]
        take_part(anna, ben, carla)
        for one in doing:
            one.result()
    put_on_stage_and_decline(mika, lena, doors.desk)

    supports = [(19, "on-stage")]
    everything = (asked + 18, declined + 1, supports, 18, 18, hands + 18, applause + 35)
    newcomer = Guest(doors.tickets[0], ROOM, doors.code)
    for guest in (newcomer, *guests):
        guest.until(lambda sees: counted(sees, doors.poll) == everything)
        assert guest.sees == newcomer.sees
    newcomer.leave()
    for page, newest in ((anna, "Neueste"), (ben, "Newest")):
        shows_what_a_fresh_page_does(page, newest)
    for page in (anna, ben, lena):
        axe(page)
