# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Whose pass a request carries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.registration.gate import pass_in
from konvent.registration.models import Ticket

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

    from konvent.convention.models import Convention


def ticket_of(request: HttpRequest, convention: Convention, *, at: datetime) -> Ticket | None:
    """Return the valid ticket that the visitor came in with, if any."""
    holder = pass_in(request.headers.get("cookie", ""))
    if holder is None or holder.is_staff or holder.convention != convention.slug:
        return None
    if holder.expires <= at.timestamp():
        return None
    return Ticket.objects.valid(at).filter(convention=convention, pk=holder.number).first()
