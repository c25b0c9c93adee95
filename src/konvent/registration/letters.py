# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The letters of this chapter: what each says, looked up when it leaves."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from konvent.letters.kinds import Contents, LetterKind, add_kinds
from konvent.programme.queries import published_schedule
from konvent.registration.actions.registering import TO_CONFIRM
from konvent.registration.braces import (
    AT_THE_DOOR,
    BEGINS,
    CHANGES,
    CONFIRM,
    DAY,
    GREETING,
    GROUP,
    LINK,
    NAME,
    OWN_PAGE,
    PLACES,
    REASON,
    SESSION,
    VALID_UNTIL,
)
from konvent.registration.door_codes import spoken
from konvent.registration.enclosures import calendar_of, code_of
from konvent.registration.filling import of_registration, of_ticket
from konvent.registration.link_letters import ABOUT_LINKS
from konvent.registration.links import confirm_link
from konvent.registration.models import Registration, RegistrationState, Ticket
from konvent.registration.moving_letters import ABOUT_ADDRESSES
from konvent.registration.programme_changes import changes_since

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.letters.models import Letter

WEEK = timedelta(days=7)


def confirm(letter: Letter, at: datetime) -> Contents | None:
    """Ask whether it was them; who has registered already is told so instead.

    What somebody typed as a name is not said: nobody shall send their own words to strangers.
    """
    asked = _about(letter)
    there = Registration.objects.of(letter.of_convention, letter.recipient).live().first()
    if there is not None and there != asked:
        return Contents(of_registration(there, at), kind="known")
    if asked is None or asked.state != RegistrationState.UNCONFIRMED:
        return None
    return Contents({"confirm": confirm_link(asked, lasts=TO_CONFIRM)})


def about_registration(letter: Letter, at: datetime) -> Contents | None:
    """Say how a registration stands, if it still stands so."""
    registration = _about(letter)
    if registration is None or registration.state not in STANDS[letter.kind]:
        return None
    return Contents(of_registration(registration, at))


def welcome(letter: Letter, at: datetime) -> Contents | None:
    """Bring the ticket, the days for the calendar, and the ticket as a QR code."""
    registration = _about(letter)
    if registration is None or registration.ticket is None:
        return None
    values = of_registration(registration, at)
    code = spoken(registration.ticket.door_code) if values["at_the_door"] else ""
    enclosures = (calendar_of(letter.of_convention, at=at), code_of(values["link"], code))
    return Contents(values, enclosures)


def _about(letter: Letter) -> Registration | None:
    found = Registration.objects.select_related("convention", "group", "ticket")
    return found.filter(convention=letter.convention, pk=int(letter.key or 0)).first()


def of_occasion(letter: Letter, at: datetime) -> Ticket | None:
    """Return the ticket that a letter to many is for, as long as it is good."""
    found = Ticket.objects.valid(at).select_related("convention")
    pk = int(letter.key.partition("/")[0])
    return found.filter(convention=letter.convention, pk=pk, email=letter.recipient).first()


def reminder(letter: Letter, at: datetime) -> Contents | None:
    """Say when it begins, with the link to open once."""
    ticket = of_occasion(letter, at)
    first = letter.of_convention.days.order_by("date").first()
    if ticket is None or first is None:
        return None
    begins = date_format(localtime(first.starts_at), "DATETIME_FORMAT")
    day = gettext("Tomorrow") if localtime(at).date() < first.date else gettext("Today")
    return Contents({**of_ticket(ticket), "begins": begins, "day": day})


def changes(letter: Letter, at: datetime) -> Contents | None:
    """Say what is different in the sessions that somebody keeps."""
    ticket = of_occasion(letter, at)
    told, _dash, newest = letter.key.partition("/")[2].partition("-")
    if ticket is None:
        return None
    kept = set(ticket.bookmarks.values_list("session_code", flat=True))
    kept |= set(ticket.seats.values_list("workshop__session_code", flat=True))
    found = changes_since(letter.of_convention, int(told), int(newest), at=at)
    lines = [f"- {change}" for change in found if change.session in kept]
    return Contents({**of_ticket(ticket), "changes": "\n".join(lines)}) if lines else None


def seat(letter: Letter, at: datetime) -> Contents | None:
    """Say that a place in a session is theirs now."""
    ticket = of_occasion(letter, at)
    code = letter.key.partition("/")[2]
    schedule = published_schedule(letter.of_convention.slug)
    session = schedule.session.get(code) if schedule else None
    if ticket is None or session is None or session.starts_at is None:
        return None
    if not ticket.seats.taken().filter(workshop__session_code=code).exists():
        return None
    begins = date_format(localtime(session.starts_at), "DATETIME_FORMAT")
    places = f"{settings.PUBLIC_URL}/{letter.of_convention.slug}/my/places/"
    return Contents(
        {
            **of_ticket(ticket),
            "session": str(session.title),
            "begins": begins,
            "places": places,
        }
    )


STANDS = {
    "received": {RegistrationState.APPROVAL},
    "waiting": {RegistrationState.WAITING},
    "declined": {RegistrationState.DECLINED},
    "cancelled": {RegistrationState.CANCELLED},
}
PERSONAL = (GREETING, NAME, GROUP, OWN_PAGE)

add_kinds(
    LetterKind(
        name="confirm",
        title=_("Please confirm"),
        occasion=_("When somebody has filled in the form: is the address theirs?"),
        subject=_("Please confirm: {convention}"),
        body=_(
            "Good day,\n\n"
            "somebody, probably you, has registered this address for {convention}. If it was you, "
            "please confirm it within two days:\n\n"
            "{confirm}\n\n"
            "If it was not you, you need not do anything: without your confirmation nothing is "
            "kept.\n\n"
            "{host}\n{contact}"
        ),
        placeholders=(CONFIRM,),
        needed=frozenset({"confirm"}),
        lasts=TO_CONFIRM,
        is_urgent=True,
        is_awaited=True,
        asks_a_stranger=True,
        write=confirm,
    ),
    LetterKind(
        name="known",
        title=_("You have registered already"),
        occasion=_("Instead of the letter above, when the address is registered already."),
        subject=_("You have registered already: {convention}"),
        body=_(
            "{greeting}\n\n"
            "somebody, probably you, has filled in the form of {convention} with this address "
            "again. You have registered already, and nothing was changed. Your link:\n\n"
            "{link}\n\n"
            "{host}\n{contact}"
        ),
        placeholders=(*PERSONAL, LINK),
        needed=frozenset({"link"}),
        is_urgent=True,
        is_awaited=True,
        write=confirm,
    ),
    LetterKind(
        name="welcome",
        title=_("Welcome, with the ticket"),
        occasion=_("When somebody gets a place: the link, a calendar entry and a QR code."),
        subject=_("Your ticket for {convention}"),
        body=_(
            "{greeting}\n\n"
            "welcome to {convention}. This link is your ticket:\n\n"
            "{link}\n\n"
            "It lets you in without a password, on as many of your devices as you like. The QR "
            "code enclosed is the same link, for your phone. Please do not pass it on: whoever has "
            "it comes in as you.\n\n"
            "The days are enclosed for your calendar; the programme is here: {site}\n\n"
            "What you told us can be seen, changed and deleted at: {own_page}\n\n"
            "The ticket is valid until {valid_until}.{at_the_door}\n\n"
            "{host}\n{contact}"
        ),
        placeholders=(*PERSONAL, LINK, VALID_UNTIL, AT_THE_DOOR),
        needed=frozenset({"link"}),
        lasts=WEEK,
        is_urgent=True,
        write=welcome,
    ),
    LetterKind(
        name="received",
        title=_("Your registration is looked at"),
        occasion=_("When a registration waits for approval by hand."),
        subject=_("Your registration has arrived: {convention}"),
        body=_(
            "{greeting}\n\n"
            "thank you, your registration for {convention} has arrived. Somebody looks at it, and "
            "we write to you again. How it stands, and what you told us:\n\n"
            "{own_page}\n\n"
            "{host}\n{contact}"
        ),
        placeholders=PERSONAL,
        write=about_registration,
    ),
    LetterKind(
        name="waiting",
        title=_("On the waiting list"),
        occasion=_("When there is no place left for the moment."),
        subject=_("You are on the waiting list: {convention}"),
        body=_(
            "{greeting}\n\n"
            "at the moment there is no free place for you at {convention}. You are on the waiting "
            "list; as soon as it is your turn, the ticket comes by itself. How it stands, and how "
            "to give your place in the list back:\n\n"
            "{own_page}\n\n"
            "{host}\n{contact}"
        ),
        placeholders=PERSONAL,
        write=about_registration,
    ),
    LetterKind(
        name="declined",
        title=_("Declined"),
        occasion=_("When the organisers say no."),
        subject=_("Your registration for {convention}"),
        body=_(
            "{greeting}\n\n"
            "unfortunately we cannot take your registration for {convention}.\n\n"
            "{reason}\n\n"
            "If you have a question about it, please write to {contact}.\n\n"
            "{host}\n{contact}"
        ),
        placeholders=(*PERSONAL, REASON),
        write=about_registration,
    ),
    LetterKind(
        name="cancelled",
        title=_("Cancelled"),
        occasion=_("When somebody gives the place back, or the organisers cancel it."),
        subject=_("Your registration for {convention} is cancelled"),
        body=_(
            "{greeting}\n\n"
            "your registration for {convention} is cancelled, and your link lets nobody in any "
            "more. If that was a mistake, please register again at {site} or write to "
            "{contact}.\n\n"
            "{host}\n{contact}"
        ),
        placeholders=PERSONAL,
        write=about_registration,
    ),
    *ABOUT_ADDRESSES,
    LetterKind(
        name="reminder",
        title=_("Tomorrow it begins"),
        occasion=_("On the day before, to everybody with a ticket, if you switch it on."),
        subject=_("{day}: {convention}"),
        body=_(
            "{greeting}\n\n"
            "{convention} begins: {begins}.\n\n"
            "Please open this link once on the device you will use. Then you are in, and when it "
            "begins there is nothing left to do:\n\n"
            "{link}\n\n"
            "The programme: {site}\n\n"
            "{host}\n{contact}"
        ),
        placeholders=(GREETING, NAME, LINK, BEGINS, DAY),
        needed=frozenset({"link"}),
        lasts=timedelta(hours=30),
        write=reminder,
    ),
    LetterKind(
        name="seat",
        title=_("A place in a session"),
        occasion=_("When somebody moves up from the waiting list of a session."),
        subject=_("You have a place: {session}"),
        body=_(
            "{greeting}\n\n"
            "a place in “{session}” has become free, and it is yours. It begins: {begins}.\n\n"
            "If you cannot come, please give it back, so that somebody else gets it:\n\n"
            "{places}\n\n"
            "{host}\n{contact}"
        ),
        placeholders=(GREETING, NAME, SESSION, BEGINS, PLACES),
        write=seat,
    ),
    LetterKind(
        name="changes",
        title=_("Changes in the programme"),
        occasion=_("When a session that somebody keeps is moved or cancelled, to them alone."),
        subject=_("Changes in your agenda: {convention}"),
        body=_(
            "{greeting}\n\n"
            "something is different in sessions that you keep:\n\n"
            "{changes}\n\n"
            "Your agenda: {site}agenda/\n\n"
            "{host}\n{contact}"
        ),
        placeholders=(GREETING, NAME, CHANGES),
        needed=frozenset({"changes"}),
        lasts=timedelta(days=1),
        write=changes,
    ),
    *ABOUT_LINKS,
)
