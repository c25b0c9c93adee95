# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a convention writes to all who have a ticket, by itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention


class Telling(models.Model):
    """Which letters go to many, and up to where they went. Without it none do."""

    convention = models.OneToOneField(Convention, on_delete=models.CASCADE, related_name="telling")
    reminds = models.BooleanField(
        _("remind everybody the day before"),
        default=True,
        help_text=_("With the link, to be opened once on the device they will use."),
    )
    tells_changes = models.BooleanField(
        _("tell of changes in the programme"),
        default=True,
        help_text=_("Only those who keep a session that is moved, cancelled or takes place again."),
    )
    reminded_of = models.DateField(null=True, editable=False)
    """The first day that everybody was reminded of."""
    told_version = models.PositiveIntegerField(default=0, editable=False)
    """The version of the programme up to which everybody was told; 0 is none."""

    def __str__(self) -> str:
        return str(self.convention)
