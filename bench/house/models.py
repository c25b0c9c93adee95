# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A clock, the smallest thing that can be watched."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Clock(models.Model):
    """One clock for the whole house, turned by hand."""

    stamp = models.BigIntegerField()
    """Nanoseconds of the machine's monotonic clock."""

    objects: ClassVar[models.Manager[Clock]] = models.Manager()

    class Meta:
        app_label = "house"

    def __str__(self) -> str:
        return f"{self.stamp:016x}"
