# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Questions about who works where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from konvent.convention.models import Convention
from konvent.people.models import Duty, Role, User
from konvent.people.permissions import PERMISSIONS

if TYPE_CHECKING:
    from django.db.models import QuerySet


def conventions_of(user: User) -> QuerySet[Convention]:
    """Return the conventions somebody works on, the current one first."""
    conventions = Convention.objects.order_by("-is_current", "-pk")
    if user.roles.filter(convention=None).exists():
        return conventions
    return conventions.filter(roles__user=user).distinct()


def users_with(duty: Duty, convention: Convention) -> list[User]:
    """Return who has a duty in a convention, or in all of them."""
    roles = Role.objects.filter(Q(convention=convention) | Q(convention=None), duty=duty)
    users = User.objects.filter(is_active=True, pk__in=roles.values("user"))
    return list(users.order_by("pk"))


def rights_of_staff() -> dict[int | None, dict[int, frozenset[str]]]:
    """Return what everybody on the staff may do, by convention and by user.

    Those who work on all conventions stand under each that has staff of its own, and under None.
    """
    roles = Role.objects.filter(user__is_active=True).order_by("pk")
    found: dict[int | None, dict[int, frozenset[str]]] = {None: {}}
    for convention, user, duty in roles.values_list("convention", "user", "duty"):
        there = found.setdefault(convention, {})
        there[user] = there.get(user, frozenset()) | PERMISSIONS[Duty(duty)]
    everywhere = found[None]
    for there in found.values():
        for user, rights in everywhere.items():
            there[user] = there.get(user, frozenset()) | rights
    return found
