# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Questions about who works where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.convention.models import Convention

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from konvent.people.models import User


def conventions_of(user: User) -> QuerySet[Convention]:
    """Return the conventions somebody works on, the current one first."""
    conventions = Convention.objects.order_by("-is_current", "-pk")
    if user.roles.filter(convention=None).exists():
        return conventions
    return conventions.filter(roles__user=user).distinct()
