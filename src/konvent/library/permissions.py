# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who may do what with recordings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.people.permissions import may_organise, may_produce

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from konvent.convention.models import Convention
    from konvent.people.models import User


def may_cut(user: User | AnonymousUser, convention: Convention | None) -> bool:
    """Whether the user may see withheld recordings, cut them and add to them."""
    return may_produce(user, convention)


def may_publish(user: User | AnonymousUser, convention: Convention | None) -> bool:
    """Whether the user may publish, withhold and delete recordings."""
    return may_organise(user, convention)
