# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who may change a convention: whoever the chapters above let organise it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Collection

    from konvent.convention.models import Convention


class Visitor(Protocol):
    """Whoever is at the door, signed in or not."""

    def get_all_permissions(self, obj: object) -> Collection[str]: ...


def may_edit(user: Visitor, convention: Convention) -> bool:
    """Whether the user may change the convention's facts, its days and its look."""
    return "organise" in user.get_all_permissions(convention)
