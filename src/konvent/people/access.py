# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who is at the door of the staff area, and what their duties let them do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.backends import BaseBackend
from django.core.exceptions import PermissionDenied

from konvent.convention.models import Convention
from konvent.people.models import User
from konvent.people.permissions import PERMISSIONS, duties_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest


class DutyBackend(BaseBackend):
    """Tells Django what a user may do with a convention; it signs nobody in."""

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: object = None) -> set[str]:
        if not isinstance(user_obj, User) or not isinstance(obj, Convention):
            return set()
        return set().union(*(PERMISSIONS[duty] for duty in duties_of(user_obj, obj)))


def signed_in(request: HttpRequest) -> User:
    """Return the signed-in user, or refuse the visitor."""
    if isinstance(request.user, User):
        return request.user
    raise PermissionDenied
