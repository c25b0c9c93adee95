# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tickets, how a convention takes registrations, who has registered, and who has arrived."""

from konvent.registration.models.checking_in import Scan
from konvent.registration.models.registrations import Consent, Registration, RegistrationState
from konvent.registration.models.setting_up import (
    Asking,
    ExtraField,
    FieldKind,
    Group,
    Invitation,
    Purpose,
    PurposeText,
    RegistrationRules,
)
from konvent.registration.models.telling import Telling
from konvent.registration.models.tickets import (
    LONGEST_ADDRESS,
    LONGEST_SPEAKER,
    Bookmark,
    Capacity,
    LinkRequest,
    PutAside,
    SpeakerLink,
    Ticket,
    TicketLane,
)
from konvent.registration.models.workshops import Seat, Workshop

__all__ = [
    "LONGEST_ADDRESS",
    "LONGEST_SPEAKER",
    "Asking",
    "Bookmark",
    "Capacity",
    "Consent",
    "ExtraField",
    "FieldKind",
    "Group",
    "Invitation",
    "LinkRequest",
    "Purpose",
    "PurposeText",
    "PutAside",
    "Registration",
    "RegistrationRules",
    "RegistrationState",
    "Scan",
    "Seat",
    "SpeakerLink",
    "Telling",
    "Ticket",
    "TicketLane",
    "Workshop",
]
