# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who has arrived: what was scanned at the doors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention
from konvent.registration.models.tickets import Ticket

if TYPE_CHECKING:
    from datetime import date

LONGEST_DOOR = 40


class ScanQuerySet(models.QuerySet["Scan"]):
    def on(self, convention: Convention, day: date) -> ScanQuerySet:
        """What was scanned on a day."""
        return self.filter(convention=convention, date=day)

    def arrivals(self) -> ScanQuerySet:
        """The one of each person that says they are in."""
        return self.filter(counts=True)


class Scan(models.Model):
    """A ticket was checked in at a door, or that was taken back. Only `counts` ever changes.

    Doors may be without a line: what they did arrives late, in any order, and more than once. All
    of it is kept, so that the outcome does not depend on when it was heard of.
    """

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="scans")
    date = models.DateField(_("date"))
    """Of the convention's day; the day itself may be moved or removed afterwards."""
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="scans")
    key = models.UUIDField(unique=True)
    """Given by the browser, so that telling it twice is once."""
    at = models.DateTimeField(_("at"))
    door = models.CharField(_("door"), max_length=LONGEST_DOOR, blank=True)
    is_undo = models.BooleanField(default=False)
    counts = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    heard_at = models.DateTimeField()

    objects = ScanQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["ticket", "date"],
                condition=Q(counts=True),
                name="one_arrival_per_ticket_and_day",
            ),
            models.CheckConstraint(
                condition=Q(counts=False) | Q(is_undo=False), name="what_is_taken_back_never_counts"
            ),
        )
        indexes = (
            models.Index(fields=["convention", "date", "counts"]),
            models.Index(fields=["convention", "date", "heard_at"]),
        )

    def __str__(self) -> str:
        return str(self.ticket)
