# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tickets, and what their holders keep."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention

if TYPE_CHECKING:
    from datetime import datetime


MOST_PEOPLE, MOST_PER_SECOND = 1_000_000, 10_000
LONGEST_SPEAKER = 100
LONGEST_ADDRESS = 254
"""As mail allows it (RFC 5321), and as Django's columns are."""


class TicketLane(models.TextChoices):
    """Where the holder goes when there is a queue at the doors; as in `tickets.Lane`."""

    USUAL = "", _("the usual queue")
    ASSISTED = "a", _("a queue of their own: needs assistance")
    CREW = "c", _("straight in: speaks or helps")


class TicketQuerySet(models.QuerySet["Ticket"]):
    def revoked(self) -> TicketQuerySet:
        """Those that let nobody in any more."""
        return self.filter(revoked_at__isnull=False)

    def not_usual(self) -> TicketQuerySet:
        """Those whose holders do not go the usual way at the doors."""
        return self.filter(revoked_at=None).exclude(lane=TicketLane.USUAL)

    def valid(self, at: datetime) -> TicketQuerySet:
        """Those that let somebody in at this moment."""
        return self.filter(revoked_at=None, expires_at__gt=at)


class Ticket(models.Model):
    """The right to enter one convention. Its link is signed, never stored."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="tickets")
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=10, default="de")
    lane = models.CharField(
        _("at the doors"), max_length=1, choices=TicketLane.choices, blank=True, default=""
    )
    door_code = models.CharField(max_length=8, blank=True, default="", editable=False)
    """What can be typed where the QR code is not read: good for the check-in alone."""
    issued_at = models.DateTimeField(_("issued"))
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "email"],
                condition=~Q(email="") & Q(revoked_at=None),
                name="one_valid_ticket_per_address",
            ),
            models.UniqueConstraint(
                fields=["convention", "door_code"],
                condition=~Q(door_code=""),
                name="one_ticket_per_door_code",
            ),
        )
        # SQLite finds no given value by those above: it cannot know that their condition holds.
        indexes = (
            models.Index(fields=["convention", "email"]),
            models.Index(fields=["convention", "door_code"]),
        )

    def __str__(self) -> str:
        return self.name or self.email or f"{self.pk}"


class SpeakerLinkQuerySet(models.QuerySet["SpeakerLink"]):
    def valid(self) -> SpeakerLinkQuerySet:
        """Those that nobody has revoked; the link itself says when it ends."""
        return self.filter(revoked_at=None)

    def by_name(self) -> SpeakerLinkQuerySet:
        return self.order_by("name", "pk")


class SpeakerLink(models.Model):
    """A way backstage of one session, without an account. The link is signed, never stored."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="speaker_links"
    )
    session_code = models.CharField(max_length=20)
    """The code outlives new versions."""
    name = models.CharField(_("for whom"), max_length=LONGEST_SPEAKER)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    objects = SpeakerLinkQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "session_code", "name"],
                condition=Q(revoked_at=None),
                name="one_valid_link_per_speaker",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="a_link_is_for_somebody"),
        )

    def __str__(self) -> str:
        return self.name


class Bookmark(models.Model):
    """A session in the agenda of a ticket holder; the code outlives new versions."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="bookmarks")
    session_code = models.CharField(max_length=20)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["ticket", "session_code"], name="one_bookmark_per_session"
            ),
        )

    def __str__(self) -> str:
        return self.session_code


class PutAside(models.IntegerChoices):
    """What rests in any case, as levels of `foundation.load`."""

    BY_ITSELF = 0, _("nothing, unless it becomes too much")
    SEARCH = 1, _("networking and search")
    CHAT = 2, _("also chat and reactions")
    QUESTIONS = 3, _("also questions, polls and requests to speak")


class Capacity(models.Model):
    """How many people a convention's stages hold, and how fast they may come in."""

    convention = models.OneToOneField(Convention, on_delete=models.CASCADE, related_name="capacity")
    people = models.PositiveIntegerField(
        _("people at once"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PEOPLE)],
        help_text=_("Empty: everybody comes in at once. Speakers and staff are not counted."),
    )
    per_second = models.PositiveSmallIntegerField(
        _("people per second"),
        default=200,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_PER_SECOND)],
        help_text=_("How many may come in within a second while others wait."),
    )

    puts_aside = models.PositiveSmallIntegerField(
        _("put aside"),
        choices=PutAside.choices,
        default=PutAside.BY_ITSELF,
        help_text=_(
            "When the server has too much to do, parts rest by themselves, in this order. "
            "What you choose here rests in any case."
        ),
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(people=None) | Q(people__gte=1), name="a_house_holds_somebody"
            ),
            models.CheckConstraint(condition=Q(per_second__gte=1), name="doors_let_somebody_in"),
        )

    def __str__(self) -> str:
        return str(self.convention)


class LinkRequest(models.Model):
    """Somebody asked for a new link: kept for an hour, and only so that nobody asks without end."""

    fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = (models.Index(fields=["fingerprint", "-at"]),)

    def __str__(self) -> str:
        return f"{self.at:%H:%M} {self.fingerprint[:8]}"

    @staticmethod
    def fingerprint_of(who: str) -> str:
        """Return what can be compared but, without the installation's key, not be turned back."""
        key = settings.SECRET_KEY.encode()
        return hmac.new(key, b"konvent.asked " + who.encode(), hashlib.sha256).hexdigest()
