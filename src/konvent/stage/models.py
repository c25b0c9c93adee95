# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is on each stage."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from konvent.programme.models import Room


class NowMode(models.TextChoices):
    """Who decides what is on."""

    SCHEDULE = "schedule", _("the schedule")
    BY_HAND = "by-hand", _("the producer")


class Channel(models.Model):
    """What a stage shows: the session on now, the one after it, and who decided it.

    Sessions are named by code: what is shown comes from the published programme, and a code
    outlives its versions.
    """

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="channel")
    mode = models.CharField(
        _("decided by"), max_length=10, choices=NowMode.choices, default=NowMode.SCHEDULE
    )
    session_code = models.CharField(_("on now"), max_length=20, blank=True)
    next_code = models.CharField(_("next"), max_length=20, blank=True)
    since = models.DateTimeField(_("since"), null=True, blank=True)

    def __str__(self) -> str:
        return str(self.room)
