# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Conventions and their days."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from konvent.foundation.texts import TextField

if TYPE_CHECKING:
    from datetime import datetime

NOTHING = Value({}, models.JSONField())
RESERVED_SLUGS = frozenset(
    {
        "account",
        "doors",
        "edge",
        "health",
        "konvent",
        "live",
        "manage",
        "metrics",
        "public",
        "ready",
        "static",
        "ticket",
    }
)


def not_reserved(slug: str) -> None:
    """Refuse a slug that is an address of the installation itself."""
    if slug in RESERVED_SLUGS:
        raise ValidationError(
            _("This name is an address of Konvent itself; please choose another.")
        )


def known_zone(name: str) -> None:
    """Refuse a time zone that the IANA database does not know."""
    if name not in available_timezones():
        raise ValidationError(_("There is no such time zone."))


class StageAccess(models.TextChoices):
    """What a visitor needs at the convention's stages."""

    OPEN = "open", _("nothing: everybody may watch")
    TICKET = "ticket", _("a ticket")


class ConventionQuerySet(models.QuerySet["Convention"]):
    def listed(self) -> ConventionQuerySet:
        """Those the public may see, the current one first."""
        return self.filter(is_public=True).order_by("-is_current", "-pk")


class Convention(models.Model):
    """One edition: its name, its zone, its languages and its look."""

    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.CharField(
        _("short name in addresses"),
        max_length=50,
        unique=True,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9-]*$"), not_reserved],
        help_text=_("Small letters, digits and hyphens."),
    )
    title = TextField(_("title"), blank=False)
    subtitle = TextField(_("subtitle"))
    description = TextField(_("description"), help_text=_("What it is and for whom. Markdown."))
    host = TextField(_("held by"), help_text=_("The public body that invites."))
    imprint = TextField(
        _("in the imprint"),
        db_default=NOTHING,
        help_text=_("Address, who represents the body, and who supervises it. Markdown."),
    )
    privacy_notice = TextField(
        _("on the privacy page"),
        db_default=NOTHING,
        help_text=_(
            "On what grounds you keep all that, how to reach your data protection officer, where "
            "people may complain. What Konvent keeps is there already. Markdown."
        ),
    )
    contact_email = models.EmailField(
        _("contact"), blank=True, help_text=_("Where participants get help, and a new ticket link.")
    )
    timezone = models.CharField(
        _("time zone"), max_length=50, default="Europe/Berlin", validators=[known_zone]
    )
    languages = models.JSONField(_("languages"), default=list)
    default_language = models.CharField(_("first language"), max_length=10, default="de")
    stage_access = models.CharField(
        _("needed at a stage"),
        max_length=10,
        choices=StageAccess.choices,
        default=StageAccess.TICKET,
    )
    primary_colour = models.CharField(
        _("first colour"),
        max_length=7,
        default="#13416b",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")],
    )
    accent_colour = models.CharField(
        _("second colour"),
        max_length=7,
        default="#b3261e",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}$")],
    )
    logo = models.ImageField(_("logo"), upload_to="look", blank=True)
    picture = models.ImageField(_("picture"), upload_to="look", blank=True)
    is_public = models.BooleanField(_("visible to the public"), default=True)
    is_current = models.BooleanField(
        _("shown first"), default=False, help_text=_("The address without a path leads here.")
    )
    timeslot_minutes = models.PositiveSmallIntegerField(_("minutes per row"), default=5)
    origin = models.JSONField(default=dict, blank=True, editable=False)
    """What an imported feed says of itself; exporters give it back."""

    objects = ConventionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_convention"
            ),
        )

    def __str__(self) -> str:
        return str(self.title) or self.slug

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)


class Day(models.Model):
    """A day of the convention with its theme; it may end after midnight."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="days")
    date = models.DateField(_("date"))
    starts_at = models.DateTimeField(_("start"))
    ends_at = models.DateTimeField(_("end"))
    theme = TextField(_("theme"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "date"], name="one_day_per_date"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="day_ends_after_it_starts"
            ),
        )

    def __str__(self) -> str:
        return f"{self.date} {self.theme}".strip()

    def holds(self, start: datetime, end: datetime) -> bool:
        """Whether this stretch of time lies within the day."""
        return self.starts_at <= start and end <= self.ends_at
