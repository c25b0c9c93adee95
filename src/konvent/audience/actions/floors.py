# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Say by what rules a session's questions are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.audience.events import QuestionsChanged
from konvent.audience.models import Floor, QuestionDefaults
from konvent.audience.rules import defaults_on, rules_in, session_of
from konvent.convention.models import Convention
from konvent.foundation import records
from konvent.foundation.events import announce
from konvent.foundation.prepared import prepared
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from konvent.audience.rules import Rules
    from konvent.people.models import User


class NoSuchSessionError(RefusedError):
    """The published programme has no session of this code that takes part."""

    def __init__(self) -> None:
        super().__init__(_("This session is not in the programme."))


def locked_floor(*, convention: str, code: str) -> Floor:
    """Return the floor of a session, made when it is first needed, and held until the end.

    Call it inside a transaction. Raises NoSuchSessionError.
    """
    return locked_floor_and_rules(convention=convention, code=code)[0]


def locked_floor_and_rules(*, convention: str, code: str) -> tuple[Floor, Rules]:
    """Return the floor as `locked_floor` does, and what holds on it, which costs nothing more."""
    session = session_of(convention, code)
    if session is None:
        raise NoSuchSessionError
    held = _held(convention, code)
    if not held:
        place = Convention.objects.get(slug=convention)
        Floor.objects.get_or_create(convention=place, session_code=code)
        held = _held(convention, code)
    (floor,) = held
    return floor, rules_in(session, floor, defaults_on(floor))


@prepared
def _held(convention: str, code: str) -> QuerySet[Floor]:
    floors = Floor.objects.select_for_update(of=("self",)).with_defaults()
    return floors.filter(convention__slug=convention, session_code=code)


@transaction.atomic
def change_rules(
    *, convention: Convention, code: str, values: dict[str, Any], at: datetime, by: User | None
) -> None:
    """Say how one session takes questions; an empty value leaves it to the convention."""
    floor = locked_floor(convention=convention.slug, code=code)
    records.change(floor, values, convention=convention.slug, actor=by, at=at)
    announce(QuestionsChanged(convention.slug, code))


@transaction.atomic
def change_defaults(
    *, convention: Convention, values: dict[str, Any], at: datetime, by: User | None
) -> None:
    """Say how sessions take questions that say nothing themselves."""
    QuestionDefaults.objects.get_or_create(convention=convention)
    defaults = QuestionDefaults.objects.select_for_update().get(convention=convention)
    records.change(defaults, values, convention=convention.slug, actor=by, at=at)
    for code in convention.floors.values_list("session_code", flat=True):
        announce(QuestionsChanged(convention.slug, code))
