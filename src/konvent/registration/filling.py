# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What letters about somebody may say: the values for what stands in braces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from konvent.registration.arrivals import comes_to_the_place
from konvent.registration.braces import greeting
from konvent.registration.door_codes import spoken
from konvent.registration.links import registered_link, ticket_link

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.registration.models import Registration, Ticket


def of_ticket(ticket: Ticket) -> dict[str, str]:
    """Return what letters to the holder of a ticket may say."""
    return {
        "greeting": greeting(ticket.name),
        "name": ticket.name,
        "link": ticket_link(ticket),
        "at_the_door": at_the_door(ticket),
        "valid_until": date_format(localtime(ticket.expires_at), "DATE_FORMAT"),
    }


def at_the_door(ticket: Ticket) -> str:
    """Return what somebody needs at a door, if they come to a place at all."""
    if not ticket.door_code or not comes_to_the_place(ticket):
        return ""
    said = gettext("At the doors of the place this works as well: %(code)s")
    return "\n\n" + said % {"code": spoken(ticket.door_code)}


def of_registration(registration: Registration, at: datetime) -> dict[str, str]:
    """Return what letters about a registration may say."""
    ticket = registration.ticket
    own_page = (
        f"{settings.PUBLIC_URL}/{registration.convention.slug}/my/"
        if ticket
        else registered_link(registration, at=at)
    )
    return {
        **(
            of_ticket(ticket)
            if ticket
            else {"link": own_page, "valid_until": "", "at_the_door": ""}
        ),
        "greeting": greeting(registration.name),
        "name": registration.name,
        "own_page": own_page,
        "group": str(registration.group or ""),
        "reason": registration.reason,
    }
