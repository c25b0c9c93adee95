# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who may work on a convention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from konvent.people.models import Duty, Role, User

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from konvent.convention.models import Convention

PERMISSIONS = {
    Duty.ORGANISER: frozenset({"organise", "produce", "moderate", "check_in", "work"}),
    Duty.PRODUCER: frozenset({"produce", "work"}),
    Duty.MODERATOR: frozenset({"moderate", "work"}),
    Duty.DOOR: frozenset({"check_in"}),
}
"""What a duty is good for. The other chapters know only these words."""


def duties_of(user: User | AnonymousUser, convention: Convention | None) -> set[Duty]:
    """Return what the user does there; without a convention, what they do in all of them."""
    if not isinstance(user, User) or not user.is_active:
        return set()
    scope = Q(convention=None)
    if convention is not None:
        scope |= Q(convention=convention)
    duties = Role.objects.filter(scope, user=user).values_list("duty", flat=True)
    return {Duty(duty) for duty in duties}


def has_duty(user: User | AnonymousUser, convention: Convention | None, *duties: Duty) -> bool:
    """Whether the user has one of these duties there; without a convention, in all of them."""
    return not duties_of(user, convention).isdisjoint(duties)


def may_organise(user: User | AnonymousUser, convention: Convention | None) -> bool:
    """Whether the user may change the programme and everything around it."""
    return has_duty(user, convention, Duty.ORGANISER)


def may_produce(user: User | AnonymousUser, convention: Convention | None) -> bool:
    """Whether the user may say what is on stage."""
    return has_duty(user, convention, Duty.ORGANISER, Duty.PRODUCER)


def may_moderate(user: User | AnonymousUser, convention: Convention | None) -> bool:
    """Whether the user may say what of the audience's words is seen."""
    return has_duty(user, convention, Duty.ORGANISER, Duty.MODERATOR)


def may_check_in(user: User | AnonymousUser, convention: Convention | None) -> bool:
    """Whether the user may say who has arrived."""
    return has_duty(user, convention, Duty.ORGANISER, Duty.DOOR)


def may_see_staff_area(user: User | AnonymousUser, convention: Convention | None) -> bool:
    """Whether the user works on what the convention shows: helpers at the door do not."""
    return has_duty(user, convention, Duty.ORGANISER, Duty.PRODUCER, Duty.MODERATOR)


def may_enter(user: User | AnonymousUser, convention: Convention | None) -> bool:
    """Whether the user has any duty there."""
    return has_duty(user, convention, *Duty)


def may_work_somewhere(user: User | AnonymousUser, _convention: Convention | None) -> bool:
    """Whether the user has any duty in any convention."""
    return isinstance(user, User) and user.is_active and user.roles.exists()
