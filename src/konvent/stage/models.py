# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is on each stage."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from konvent.programme.models import Room, Session


class NowMode(models.TextChoices):
    """Who decides what is on."""

    SCHEDULE = "schedule", _("the schedule")
    BY_HAND = "by-hand", _("the producer")


class Channel(models.Model):
    """What a stage shows: the session on now, and who decided it."""

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="channel")
    mode = models.CharField(
        _("decided by"), max_length=10, choices=NowMode.choices, default=NowMode.SCHEDULE
    )
    session_on_now = models.ForeignKey(
        Session, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    since = models.DateTimeField(_("since"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.room)
