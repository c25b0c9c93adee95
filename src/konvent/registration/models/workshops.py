# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Places in single sessions, and who has one or waits for one."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention
from konvent.registration.models.tickets import Ticket


class Workshop(models.Model):
    """A session that people sign up for, as it has only so many places."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="workshops")
    session_code = models.CharField(_("session"), max_length=20)
    """The code outlives new versions."""
    places = models.PositiveIntegerField(_("places"))

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "session_code"], name="one_workshop_per_session"
            ),
        )

    def __str__(self) -> str:
        return self.session_code


class SeatQuerySet(models.QuerySet["Seat"]):
    def taken(self) -> SeatQuerySet:
        """Those that count."""
        return self.filter(is_waiting=False)

    def waiting(self) -> SeatQuerySet:
        """The waiting list, who came first first."""
        return self.filter(is_waiting=True).order_by("asked_at", "pk")


class Seat(models.Model):
    """One person has a place in a workshop, or waits for one."""

    workshop = models.ForeignKey(Workshop, on_delete=models.CASCADE, related_name="seats")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="seats")
    is_waiting = models.BooleanField(default=False)
    asked_at = models.DateTimeField()

    objects = SeatQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["workshop", "ticket"], name="one_seat_per_person"),
        )

    def __str__(self) -> str:
        return f"{self.workshop} {self.ticket_id}"
