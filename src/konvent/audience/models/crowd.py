# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a crowd leaves behind: how it reacted, and how large it was. Nobody is named."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from konvent.programme.models import Room

LONGEST_HUB = 100


class ReactionKind(models.TextChoices):
    """What one can say without words."""

    APPLAUSE = "applause", _("Applause")
    AGREE = "agree", _("I agree")
    HEART = "heart", _("Thank you")
    IDEA = "idea", _("Good idea")
    LAUGH = "laugh", _("How funny")


class Reaction(models.Model):
    """How often a stage's audience reacted in one way within one minute."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=10, choices=ReactionKind.choices)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["room", "kind", "minute"], name="one_sum_per_reaction_and_minute"
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"


class Attendance(models.Model):
    """How many watch a stage through one hub, as that hub counted last."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="attendance")
    hub = models.CharField(max_length=LONGEST_HUB)
    count = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["room", "hub"], name="one_attendance_per_hub"),
        )

    def __str__(self) -> str:
        return f"{self.count}"
