# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Hands that are up in a session: who wants to speak, in the order of raising."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from konvent.audience.models.questions import LONGEST_NAME, LONGEST_PERSON, Floor

MOST_HANDS = 200
"""As many can be up in a session; nobody further back would be heard."""


class Hand(models.Model):
    """A hand that is up, or whose owner is called; one that is down is deleted."""

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="hands")
    number = models.PositiveIntegerField()
    """In the order of raising; never used again in a session."""
    person = models.CharField(max_length=LONGEST_PERSON)
    name = models.CharField(max_length=LONGEST_NAME)
    """By which moderators call; nobody else reads it."""
    raised_at = models.DateTimeField()
    is_called = models.BooleanField(default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["floor", "person"], name="one_hand_per_person"),
            models.UniqueConstraint(fields=["floor", "number"], name="one_hand_per_number"),
            models.UniqueConstraint(
                fields=["floor"], condition=Q(is_called=True), name="one_called_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_hand_has_a_name"),
        )

    def __str__(self) -> str:
        return f"{self.floor} {self.number}"
