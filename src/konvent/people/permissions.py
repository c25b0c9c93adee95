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


def has_duty(user: User | AnonymousUser, convention: Convention | None, *duties: Duty) -> bool:
    """Whether the user has one of these duties there; without a convention, in all of them."""
    if not isinstance(user, User) or not user.is_active:
        return False
    scope = Q(convention=None)
    if convention is not None:
        scope |= Q(convention=convention)
    return Role.objects.filter(scope, user=user, duty__in=duties).exists()


def may_organise(user: User | AnonymousUser, convention: Convention | None) -> bool:
    """Whether the user may change the programme and everything around it."""
    return has_duty(user, convention, Duty.ORGANISER)


def may_produce(user: User | AnonymousUser, convention: Convention | None) -> bool:
    """Whether the user may say what is on stage."""
    return has_duty(user, convention, Duty.ORGANISER, Duty.PRODUCER)


def may_see_staff_area(user: User | AnonymousUser, convention: Convention | None) -> bool:
    """Whether the user works on the convention at all."""
    return has_duty(user, convention, *Duty)
