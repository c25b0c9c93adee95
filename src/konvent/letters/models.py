# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Letters that wait or were sent, and the wording a convention gives to each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, When
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention
from konvent.foundation.texts import TextField

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime


class LetterState(models.TextChoices):
    """How far a letter is."""

    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    BOUNCED = "bounced", _("came back")
    GIVEN_UP = "given up", _("given up")


class LetterQuerySet(models.QuerySet["Letter"]):
    def due(self, at: datetime) -> LetterQuerySet:
        """Those that may be sent now; what somebody waits for comes first."""
        waiting = self.filter(state=LetterState.WAITING, not_before__lte=at)
        return waiting.order_by("-is_urgent", "pk")

    def awaited_first(self, kinds: Iterable[str]) -> LetterQuerySet:
        """These kinds, without which nobody can go on, before all that is as urgent."""
        others = Case(When(kind__in=kinds, then=0), default=1)
        return self.order_by("-is_urgent", others, "pk")

    def sent_since(self, at: datetime) -> LetterQuerySet:
        """Those the mail server was given after this moment, whatever it said."""
        return self.filter(tried_at__gt=at)

    def to(self, convention: Convention | None, recipient: str) -> LetterQuerySet:
        """Everything one address got, or shall get, from one convention."""
        return self.filter(convention=convention, recipient=recipient.strip().lower())

    def final(self) -> LetterQuerySet:
        """Those that told us that there is no such address."""
        return self.filter(is_final=True, state=LetterState.BOUNCED)


class Letter(models.Model):
    """One letter to one person. Its words are not stored: they are written when it is sent.

    So a link that lets somebody in lies in no table, and a letter says what is true when it leaves.
    """

    convention = models.ForeignKey(
        Convention, null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    """None for a letter of the house to its staff, such as a link to a new password."""
    kind = models.CharField(_("kind"), max_length=30)
    key = models.CharField(max_length=200, blank=True)
    """What it is about, for whoever writes it."""
    once = models.CharField(max_length=200, blank=True)
    """Where it says something, there is one such letter of its kind, however often it is asked."""
    recipient = models.EmailField(_("recipient"))
    language = models.CharField(_("language"), max_length=10)
    is_urgent = models.BooleanField(default=False)
    """Whether somebody is waiting for it: then it overtakes letters to many."""
    state = models.CharField(
        _("state"), max_length=10, choices=LetterState.choices, default=LetterState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    failure = models.CharField(_("what went wrong"), max_length=300, blank=True)
    """In English; it is translated where it is shown."""
    reply = models.CharField(_("what the mail server said"), max_length=300, blank=True)
    is_final = models.BooleanField(default=False)
    """Whether it came back as there is no such address: then nothing more is sent to it."""
    queued_at = models.DateTimeField(_("asked for"))
    not_before = models.DateTimeField(_("not before"))
    expires_at = models.DateTimeField(_("of no use after"))
    tried_at = models.DateTimeField(_("last attempt"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "kind", "once"],
                condition=~Q(once=""),
                name="one_letter_for_each_occasion",
            ),
        )
        indexes = (
            models.Index(fields=["state", "not_before"]),
            models.Index(fields=["convention", "recipient"]),
            models.Index(fields=["tried_at"]),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def of_convention(self) -> Convention:
        """The convention of a letter that has one."""
        if self.convention is None:
            raise TypeError("this letter is the house's own")
        return self.convention

    @property
    def mark(self) -> str:
        """What names this letter in its Message-ID; nobody can guess another's."""
        return self.marks[0]

    @property
    def marks(self) -> list[str]:
        """The mark by each key of the house: it may have left under an earlier one."""
        named = f"{self.pk}.{self.queued_at.timestamp():.0f}"
        digests = (
            salted_hmac("konvent.letters", named, secret=key).hexdigest()
            for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
        )
        return [f"konvent.{named}.{digest[:20]}" for digest in digests]


class Wording(models.Model):
    """How a convention says one kind of letter; a language that is left out has our words."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="wordings")
    kind = models.CharField(_("kind"), max_length=30)
    subject = TextField(_("subject"))
    body = TextField(_("text"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "kind"], name="one_wording_per_kind"),
        )

    def __str__(self) -> str:
        return self.kind
