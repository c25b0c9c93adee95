# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Write what is kept of people under the newest key, so that earlier ones can be forgotten.

What is kept cannot be turned back into a ticket, so all tickets, staff and speakers are gone
through. Visitors without a ticket are known by their pass alone, which ends with its key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from konvent.audience.models import (
    ChatMessage,
    ChatReport,
    Hand,
    Mute,
    PollAnswer,
    Question,
    Support,
)
from konvent.audience.persons import persons_of
from konvent.convention.models import Convention
from konvent.people.models import User
from konvent.registration.models import SpeakerLink, Ticket

if TYPE_CHECKING:
    from django.db import models

KEPT: tuple[tuple[type[models.Model], str, str], ...] = (
    (ChatMessage, "author", "chat__convention"),
    (ChatReport, "person", "message__chat__convention"),
    (Hand, "person", "floor__convention"),
    (Mute, "person", "convention"),
    (PollAnswer, "person", "poll__floor__convention"),
    (Question, "author", "floor__convention"),
    (Support, "person", "question__floor__convention"),
)
"""Where somebody is kept, by which field, and of which convention."""


@transaction.atomic
def name_persons_anew() -> int:
    """Write people down under the newest key; return how many rows that were.

    Where somebody stands under both already, as one who came as somebody new, both stay.
    """
    return sum(_name_anew(convention) for convention in Convention.objects.order_by("pk"))


def _name_anew(convention: Convention) -> int:
    names = _new_names(convention)
    count = 0
    for model, field, place in KEPT:
        rows = model._default_manager.filter(**{place: convention})  # noqa: SLF001 -- of any of these
        for old in set(rows.values_list(field, flat=True)) & names.keys():
            ours = model._default_manager.filter(  # noqa: SLF001 -- of any of these
                pk__in=rows.filter(**{field: old}).values("pk")
            )
            try:
                with transaction.atomic():
                    count += ours.update(**{field: names[old]})
            except IntegrityError:
                continue
    return count


def _new_names(convention: Convention) -> dict[str, str]:
    """Return the newest name of everybody who may have taken part, by each of the earlier ones."""
    tickets = Ticket.objects.filter(convention=convention).values_list("pk", flat=True)
    links = SpeakerLink.objects.filter(convention=convention).values_list("pk", flat=True)
    staff = User.objects.values_list("pk", flat=True)
    kinds = {"t": tickets, "p": links, "s": staff}
    names: dict[str, str] = {}
    for kind, numbers in kinds.items():
        for number in numbers:
            newest, *earlier = persons_of(convention.slug, f"{kind}{number}")
            names |= dict.fromkeys(earlier, newest)
    return names
