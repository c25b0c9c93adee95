# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tickets, and what their holders keep."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention

if TYPE_CHECKING:
    from datetime import datetime


class TicketQuerySet(models.QuerySet["Ticket"]):
    def revoked(self) -> TicketQuerySet:
        """Those that let nobody in any more."""
        return self.filter(revoked_at__isnull=False)

    def valid(self, at: datetime) -> TicketQuerySet:
        """Those that let somebody in at this moment."""
        return self.filter(revoked_at=None, expires_at__gt=at)


class Ticket(models.Model):
    """The right to enter one convention. Its link is signed, never stored."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="tickets")
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="de")
    issued_at = models.DateTimeField(_("issued"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "email"],
                condition=~Q(email="") & Q(revoked_at=None),
                name="one_valid_ticket_per_address",
            ),
        )

    def __str__(self) -> str:
        return self.name or self.email or f"{self.pk}"


class Bookmark(models.Model):
    """A session in the agenda of a ticket holder; the code outlives new versions."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="bookmarks")
    session_code = models.CharField(max_length=20)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["ticket", "session_code"], name="one_bookmark_per_session"
            ),
        )

    def __str__(self) -> str:
        return self.session_code


class LinkRequest(models.Model):
    """Somebody asked for a new link: kept for an hour, and only so that nobody asks without end."""

    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=["fingerprint", "-at"]),)

    def __str__(self) -> str:
        return f"{self.at:%H:%M} {self.fingerprint[:8]}"

    @staticmethod
    def fingerprint_of(who: str) -> str:
        """Return what can be compared but, without the installation's key, not be turned back."""
        key = settings.SECRET_KEY.encode()
        return hmac.new(key, b"konvent.asked " + who.encode(), hashlib.sha256).hexdigest()
