# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where visitors of the house go, and what lets them in."""

from __future__ import annotations

import time

from django.urls import reverse
from django.utils import timezone

from konvent.convention.models import Convention
from konvent.programme.models import Room, Session
from konvent.registration.actions import limit_house
from konvent.registration.models.tickets import MOST_PER_SECOND
from konvent.registration.tickets import COOKIE, Pass, sign

VALID_SECONDS = 3600


def holder(convention: str, number: int) -> Pass:
    return Pass(convention, "t", number, int(time.time()) + VALID_SECONDS)


def pass_cookie(convention: str) -> str:
    """Return what an admitted visitor's browser sends."""
    return f"{COOKIE}={sign('pass', holder(convention, 1))}"


def pass_cookies(convention: str, count: int) -> list[str]:
    """Return what so many visitors' browsers send."""
    passes = (sign("pass", holder(convention, number)) for number in range(1, count + 1))
    return [f"{COOKIE}={token}" for token in passes]


def ticket_links(convention: str, count: int) -> list[str]:
    """Return the addresses in so many people's mails."""
    tokens = (sign("ticket", holder(convention, number)) for number in range(1, count + 1))
    return [f"/{convention}/ticket/{token}" for token in tokens]


def hold(convention: str, people: int) -> None:
    """Say how many people the stages hold."""
    limit_house(
        convention=Convention.objects.get(slug=convention),
        values={"people": people, "per_second": MOST_PER_SECOND},
        actor=None,
        at=timezone.now(),
    )


def first_room(slug: str) -> Room:
    return Room.objects.filter(convention__slug=slug).earliest("pk")


def stream_address(slug: str) -> str:
    """Return what the page of a stage listens to."""
    return f"/{slug}/live?topics=stage/{first_room(slug).slug}/now"


def published_addresses(slug: str) -> dict[str, str]:
    """Return one address of each kind of published page."""
    convention = Convention.objects.get(slug=slug)
    session = Session.objects.filter(convention=convention, speakers__isnull=False).earliest("pk")
    page = {"convention": slug, "language": convention.default_language}
    public = {"convention": slug}
    return {
        "home": reverse("site:home", kwargs=page),
        "programme": reverse("site:programme", kwargs=page),
        "index": reverse("site:programme_index", kwargs=page),
        "session": reverse("site:session", kwargs={**page, "code": session.code}),
        "speakers": reverse("site:speakers", kwargs=page),
        "organisations": reverse("site:organisations", kwargs=page),
        "stage": reverse("site:stage", kwargs={**page, "room": first_room(slug).slug}),
        "look": reverse("site:look", kwargs=public),
        "schedule": f"/{slug}/public/schedule.xml",
    }
