# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Gets an installation ready for the demonstration, and says where its guests come in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from konvent.convention.actions import change_convention
from konvent.convention.models import Convention
from konvent.foundation.texts import Text
from konvent.ops.demo.actions import move_convention
from konvent.ops.demo.asking import have_questions_asked
from konvent.ops.demo.chatting import have_stages_chat
from konvent.ops.demo.edition import read_edition
from konvent.ops.demo.moving import is_under_way, moved, start_for
from konvent.ops.demo.raising import have_hands_raised
from konvent.ops.demo.recordings import ask_for_recordings
from konvent.ops.demo.registering import have_people_registered
from konvent.ops.demo.speaking import link_of_a_speaker
from konvent.people.actions.staff import add_user, give_duty
from konvent.people.links import one_time_link
from konvent.people.models import Duty, User
from konvent.programme.actions import apply_schedule, publish_version
from konvent.programme.queries import working_copy
from konvent.registration.actions import issue_ticket
from konvent.registration.links import ticket_link

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

ORGANISER = ("Olivia Organiser (fictional)", "olivia@sccon.example")
MODERATOR = ("Mira Moderator (fictional)", "mira@sccon.example")
PRODUCER = ("Pavel Producer (fictional)", "pavel@sccon.example")
ATTENDEE = ("Anna Attendee (fictional)", "anna@sccon.example")
MOVED = Text({"de": "Die Demonstration wurde auf heute verschoben.", "en": "Moved to today."})


class NotADemoError(Exception):
    """The installation holds something else; the message says so."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """Where to go, and as whom."""

    home: str
    attendee: str
    organiser: str
    producer: str
    moderator: str
    speaker: str


def prepare(*, now: datetime, tell: Callable[[str], None]) -> Invitation:
    """Fill an empty installation; have the convention happen now if it does not."""
    convention = _convention(now, tell)
    if not is_under_way(working_copy(convention), now):
        tell("Moving the convention to today.")
        move_convention(convention=convention, start=start_for(now, convention.zone), at=now)
        publish_version(convention=convention, at=now, note=MOVED)
    with transaction.atomic():
        have_questions_asked(convention=convention, at=now)
        have_stages_chat(convention=convention, at=now)
        have_hands_raised(convention=convention, at=now)
        have_people_registered(convention=convention, at=now)
    board = reverse("stage:producer", args=[convention.slug])
    desks = reverse("audience:desk_list", args=[convention.slug])
    return Invitation(
        home=f"{settings.PUBLIC_URL}/{convention.slug}/{convention.default_language}/",
        attendee=_ticket_link(convention, now),
        organiser=one_time_link(_staff(convention, *ORGANISER, Duty.ORGANISER, now)),
        producer=one_time_link(_staff(convention, *PRODUCER, Duty.PRODUCER, now), then=board),
        moderator=one_time_link(_staff(convention, *MODERATOR, Duty.MODERATOR, now), then=desks),
        speaker=link_of_a_speaker(convention=convention, at=now),
    )


def _convention(now: datetime, tell: Callable[[str], None]) -> Convention:
    edition = read_edition()
    slug = edition.schedule.convention.slug
    there = Convention.objects.filter(slug=slug).first()
    if there is not None:
        return there
    if Convention.objects.exists():
        raise NotADemoError("This installation holds another convention: name an empty --data.")
    schedule = moved(edition.schedule, start_for(now, edition.zone))
    tell(f"Inviting {len(schedule.people)} people to {len(schedule.sessions)} sessions.")
    convention = apply_schedule(convention=None, schedule=schedule, at=now).convention
    change_convention(convention=convention, values=edition.facts, actor=None, at=now)
    ask_for_recordings(convention=convention, at=now)
    return convention


def _staff(convention: Convention, name: str, email: str, duty: Duty, now: datetime) -> User:
    user = add_user(email=email, name=name, at=now)
    give_duty(user=user, convention=convention, duty=duty, at=now)
    return user


def _ticket_link(convention: Convention, now: datetime) -> str:
    name, email = ATTENDEE
    return ticket_link(issue_ticket(convention=convention, email=email, name=name, at=now))
