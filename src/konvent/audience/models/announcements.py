# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What everybody is told at once, and whether anybody may say something back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention
from konvent.foundation.texts import TextField
from konvent.programme.models import Room

LONGEST_ANNOUNCEMENT = 300


class Level(models.TextChoices):
    """How much it matters."""

    INFO = "info", _("for information")
    IMPORTANT = "important", _("important")
    EMERGENCY = "emergency", _("emergency")


class AnnouncementQuerySet(models.QuerySet["Announcement"]):
    def standing(self) -> AnnouncementQuerySet:
        """Those that everybody still reads."""
        return self.filter(taken_back_at=None)

    def newest_first(self) -> AnnouncementQuerySet:
        return self.order_by("-at", "-pk")


class Announcement(models.Model):
    """A sentence on every open page, or on those of one stage, until it is taken back."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="announcements"
    )
    key = models.UUIDField(editable=False)
    """Made by the form, so that what is sent twice is said once."""
    room = models.ForeignKey(
        Room,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="announcements",
        verbose_name=_("on the pages of"),
    )
    level = models.CharField(
        _("how much it matters"), max_length=10, choices=Level.choices, default=Level.INFO
    )
    text = TextField(_("what you say"), blank=False)
    at = models.DateTimeField(editable=False)
    taken_back_at = models.DateTimeField(null=True, editable=False)

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "key"], name="one_announcement_per_key"),
        )
        indexes = (models.Index(fields=["convention", "-at"]),)

    def __str__(self) -> str:
        return str(self.text)


class Silence(models.Model):
    """A convention whose audience can only read: for an emergency, or a storm of another kind."""

    convention = models.OneToOneField(Convention, on_delete=models.CASCADE, related_name="silence")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.convention)
