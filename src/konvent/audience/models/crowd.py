# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a crowd leaves behind: how it reacted, and how large it was. Nobody is named."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from konvent.programme.models import Room

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

LONGEST_HUB = 100


class ReactionKind(models.TextChoices):
    """What one can say without words."""

    APPLAUSE = "applause", _("Applause")
    AGREE = "agree", _("I agree")
    HEART = "heart", _("Thank you")
    IDEA = "idea", _("Good idea")
    LAUGH = "laugh", _("How funny")


class Sums(models.Manager["Reaction"]):
    """The sums of reactions."""

    def add(self, more: Mapping[tuple[int, str], int], minute: datetime) -> None:
        """Add to the sums of a minute, by the key of the room and the kind.

        One statement, which the ORM cannot say: thousands applaud in the same second, and each
        statement costs the front's writer its turn.
        """
        table = self.model._meta.db_table
        moment = self.model._meta.get_field("minute").get_db_prep_value(minute, connection)
        rows = [(room, kind, moment, times) for (room, kind), times in sorted(more.items())]
        values = ", ".join(["(%s, %s, %s, %s)"] * len(rows))
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} (room_id, kind, minute, count) VALUES {values} "  # noqa: S608 -- our own names
                "ON CONFLICT (room_id, kind, minute) "
                f"DO UPDATE SET count = {table}.count + excluded.count",
                list(chain.from_iterable(rows)),
            )


class Reaction(models.Model):
    """How often a stage's audience reacted in one way within one minute."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=10, choices=ReactionKind.choices)
    minute = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    objects = Sums()

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
