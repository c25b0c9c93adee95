# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What moderators did and can take back, and what they say to each other."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from konvent.audience.models.questions import Floor

LONGEST_MESSAGE = 200
LONGEST_SAYER = 100


class ModeratingAct(models.Model):
    """One act at the desk, and how everything it touched was before."""

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="acts_done")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField()
    verb = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    """The question it was done to."""
    before = models.JSONField(default=dict)
    """By number: the facts before it."""
    versions = models.JSONField(default=dict)
    """By number: the version after it; taking it back asks that nothing has changed since."""
    undone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["floor", "-id"]),)

    def __str__(self) -> str:
        return f"{self.verb} {self.number}"


class Phrase(models.TextChoices):
    """What is said often enough to need no typing; everybody reads it in their own language."""

    TWO_MINUTES = "two-minutes", _("Two minutes left.")
    FIVE_MINUTES = "five-minutes", _("Five minutes left.")
    TO_AN_END = "to-an-end", _("Please come to an end.")
    ONE_MORE = "one-more", _("One more question.")
    LOUDER = "louder", _("Please speak up.")
    SLOWER = "slower", _("Please speak more slowly.")


class LineQuerySet(models.QuerySet["LineMessage"]):
    def of_session(self, convention: str, code: str) -> LineQuerySet:
        return self.filter(floor__convention__slug=convention, floor__session_code=code)

    def heard_on_stage(self) -> LineQuerySet:
        """What was said to those on stage, and what they said themselves."""
        return self.filter(Q(for_speakers=True) | ~Q(name=""))

    def latest_first(self) -> LineQuerySet:
        return self.select_related("by").order_by("-pk")


class LineMessage(models.Model):
    """A word on the private line of those who make a session."""

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="line")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    phrase = models.CharField(max_length=20, choices=Phrase.choices, blank=True)
    text = models.CharField(_("message"), max_length=LONGEST_MESSAGE, blank=True)
    name = models.CharField(max_length=LONGEST_SAYER, blank=True)
    """Who on stage said it, as their link names them; of others the account is known."""
    for_speakers = models.BooleanField(_("to those on stage, too"), default=False)

    objects = LineQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(phrase="") | ~models.Q(text=""), name="a_line_says_something"
            ),
        )
        indexes = (models.Index(fields=["floor", "-id"]),)

    def __str__(self) -> str:
        return self.text or self.phrase
