# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an operator can get wrong about letters, and about who writes to them."""

from __future__ import annotations

from email.utils import parseaddr
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import get_connection
from django.db import DatabaseError
from django.db.models import Count, Max

from konvent.letters.outbox import is_in_use as outbox_is_in_use
from konvent.ops.findings import fine, note, wrong
from konvent.registration.models import Capacity, RegistrationRules, Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.ops.findings import Door, Finding

LONGEST_ROUND = 60
"""Minutes that a letter to everybody may take before it is worth a word."""
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})


def check_mail(_door: Door, _now: datetime) -> Finding:
    if outbox_is_in_use():
        outbox = Path(settings.OUTBOX)
        waiting = len(list(outbox.glob("*.eml"))) if outbox.is_dir() else 0
        return note(
            f"No mail leaves this installation; {waiting} lie in {outbox}.",
            "To send them, set KONVENT_EMAIL_URL=smtp://user:password@host:587",
        )
    sender = settings.DEFAULT_FROM_EMAIL
    if not _is_of_the_world(sender):
        return wrong(
            f"Mails come from {sender}: mail servers refuse that, and nobody can answer it.",
            "Set KONVENT_EMAIL_FROM to an address that the mail server may send from.",
        )
    server = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    try:
        with get_connection(fail_silently=False):
            pass
    except OSError as error:
        return wrong(
            f"The mail server {server} does not let us in: {error}", "Check KONVENT_EMAIL_URL."
        )
    return fine(f"The mail server {server} lets us in; mails come from {sender}.")


def _is_of_the_world(sender: str) -> bool:
    """Whether an address has a domain that is known beyond this machine."""
    name, _at, domain = parseaddr(sender)[1].rpartition("@")
    return bool(name) and "." in domain and not domain.endswith((".localhost", ".localdomain"))


def check_pace(_door: Door, _now: datetime) -> Finding:
    if outbox_is_in_use():
        return fine("No mail leaves this installation, so none has to wait for another.")
    pace, people = settings.LETTERS_PER_MINUTE, _most_people_written_to()
    minutes = ceil(people / pace)
    says = f"A letter to everybody ({people:,}) takes {minutes} min, at {pace} a minute."
    if minutes > LONGEST_ROUND:
        return note(
            f"{says} Confirmations and links overtake it; whatever else is written waits.",
            "Ask whoever runs the mail server what it bears, and raise KONVENT_EMAIL_PER_MINUTE.",
        )
    return fine(says)


def _most_people_written_to() -> int:
    """Return how many people the largest convention has, or is made for; 0 when none says so."""
    try:
        tickets = Ticket.objects.filter(revoked_at=None).exclude(email="").order_by()
        known = tickets.values("convention").annotate(people=Count("pk")).values_list("people")
        places = RegistrationRules.objects.aggregate(most=Max("capacity"))["most"]
        held = Capacity.objects.aggregate(most=Max("people"))["most"]
        return max([*(people for (people,) in known), places or 0, held or 0])
    except DatabaseError:
        return 0


def check_reports(_door: Door, _now: datetime) -> Finding:
    if settings.SECURITY_CONTACT:
        return fine(f"Weaknesses are reported to {settings.SECURITY_CONTACT}.")
    if urlsplit(settings.PUBLIC_URL).hostname in LOCAL:
        return fine("On this machine alone nobody reports weaknesses.")
    return note(
        "Nobody is told whom to write to about a weakness: there is no security.txt.",
        "Set KONVENT_SECURITY_CONTACT=mailto:security@example.org, an address that is read.",
    )
