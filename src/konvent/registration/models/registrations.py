# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who has registered, what they said, and what they agreed to."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention
from konvent.registration.models.setting_up import Group, Invitation, PurposeText
from konvent.registration.models.tickets import Ticket


class RegistrationState(models.TextChoices):
    """How far a registration is."""

    UNCONFIRMED = "unconfirmed", _("address not confirmed")
    APPROVAL = "approval", _("waits for approval")
    WAITING = "waiting", _("on the waiting list")
    ADMITTED = "admitted", _("has a ticket")
    DECLINED = "declined", _("declined")
    CANCELLED = "cancelled", _("place given back")


LIVE = (RegistrationState.APPROVAL, RegistrationState.WAITING, RegistrationState.ADMITTED)
"""States in which somebody takes part, or still hopes to."""
OVER = (RegistrationState.DECLINED, RegistrationState.CANCELLED)


class RegistrationQuerySet(models.QuerySet["Registration"]):
    def live(self) -> RegistrationQuerySet:
        """Those who take part or hope to: one for each address."""
        return self.filter(state__in=LIVE)

    def admitted(self) -> RegistrationQuerySet:
        """Those who take a place."""
        return self.filter(state=RegistrationState.ADMITTED)

    def waiting(self) -> RegistrationQuerySet:
        """The waiting list, who came first first."""
        waiting = self.filter(state=RegistrationState.WAITING)
        return waiting.order_by("waiting_since", "pk")

    def of(self, convention: Convention, email: str) -> RegistrationQuerySet:
        """What there is under an address."""
        return self.filter(convention=convention, email=email.strip().lower())


class Registration(models.Model):
    """Somebody's wish to take part. Its address counts only once it is confirmed."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="registrations"
    )
    group = models.ForeignKey(
        Group,
        null=True,
        blank=True,
        on_delete=models.RESTRICT,
        related_name="registrations",
        verbose_name=_("group"),
    )
    invitation = models.ForeignKey(
        Invitation, null=True, blank=True, on_delete=models.SET_NULL, related_name="registrations"
    )
    email = models.EmailField(_("e-mail address"))
    name = models.CharField(_("name"), max_length=200)
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    answers = models.JSONField(_("answers"), default=dict, blank=True)
    """What was said to the extra fields, by their short names."""
    needs_assistance = models.BooleanField(
        _("needs assistance at the doors"), default=False, db_default=False
    )
    """A hint about somebody's health: never in the log, and gone after the last day."""
    language = models.CharField(_("language"), max_length=10, default="de")
    state = models.CharField(
        _("state"),
        max_length=12,
        choices=RegistrationState.choices,
        default=RegistrationState.UNCONFIRMED,
    )
    ticket = models.OneToOneField(
        Ticket, null=True, blank=True, on_delete=models.SET_NULL, related_name="registration"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    """Why it was declined, in the words that the person got."""
    asked_at = models.DateTimeField(_("registered"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    waiting_since = models.DateTimeField(_("waiting since"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "email"],
                condition=Q(state__in=["approval", "waiting", "admitted"]),
                name="one_live_registration_per_address",
            ),
            models.CheckConstraint(
                condition=~Q(state="admitted") | Q(ticket__isnull=False),
                name="who_is_admitted_has_a_ticket",
            ),
        )
        indexes = (
            models.Index(fields=["convention", "state", "waiting_since"]),
            models.Index(fields=["state", "asked_at"]),
            models.Index(fields=["convention", "email"]),
        )

    def __str__(self) -> str:
        return self.name or f"{self.pk}"

    @property
    def is_live(self) -> bool:
        return self.state in LIVE


class Consent(models.Model):
    """Somebody agreed to a text as it was then; taking it back is written down beside it."""

    registration = models.ForeignKey(
        Registration, on_delete=models.CASCADE, related_name="consents"
    )
    text = models.ForeignKey(PurposeText, on_delete=models.RESTRICT, related_name="consents")
    given_at = models.DateTimeField(_("agreed"))
    withdrawn_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.registration} {self.text}"
