# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The audit log."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One change: who did what to which thing, when, and how it was before; never rewritten."""

    at = models.DateTimeField(_("time"), db_index=True)
    convention = models.CharField(_("convention"), max_length=50, blank=True, db_index=True)
    actor_key = models.CharField(max_length=40, blank=True)
    """Key of the user, without a reference: an entry outlives the account."""
    actor_name = models.CharField(_("who"), max_length=200)
    verb = models.CharField(_("what"), max_length=50)
    thing = models.CharField(_("kind of thing"), max_length=50)
    thing_key = models.CharField(_("which one"), max_length=200)
    thing_name = models.CharField(_("name"), max_length=300)
    changes = models.JSONField(_("changes"), default=dict)

    class Meta:
        indexes = (models.Index(fields=["convention", "-at"]),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.thing_name}"
