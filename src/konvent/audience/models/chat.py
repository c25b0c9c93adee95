# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Chats of stages and sessions, what is said there, and who may say nothing for a while."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from konvent.audience.models.questions import LONGEST_NAME, LONGEST_PERSON
from konvent.convention.models import Convention

LONGEST_CHAT = 300
SLOWEST = 600


class ChatKind(models.TextChoices):
    """Where a chat is."""

    STAGE = "stage", _("stage")
    SESSION = "session", _("session")


class Chat(models.Model):
    """A chat of one stage or session; it is closed until somebody opens it."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="chats")
    kind = models.CharField(max_length=10, choices=ChatKind.choices, editable=False)
    name = models.CharField(max_length=50, editable=False)
    """A stage's name in addresses, or a session's code."""
    is_open = models.BooleanField(_("people can write"), default=False)
    pause = models.PositiveSmallIntegerField(
        _("seconds between two messages of one person"), default=0
    )
    last_number = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "kind", "name"], name="one_chat_a_place"),
            models.CheckConstraint(condition=models.Q(pause__lte=SLOWEST), name="no_endless_pause"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class ChatMessage(models.Model):
    """What somebody said in a chat; all of it is deleted some time after the convention."""

    chat = models.ForeignKey(Chat, on_delete=models.CASCADE, related_name="messages")
    number = models.PositiveIntegerField()
    key = models.UUIDField()
    """Made by whoever sends it, so that what is sent twice is said once."""
    text = models.CharField(max_length=LONGEST_CHAT)
    name = models.CharField(max_length=LONGEST_NAME)
    author = models.CharField(max_length=LONGEST_PERSON)
    is_staff = models.BooleanField(default=False)
    reply_to = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()
    is_hidden = models.BooleanField(default=False)
    reports = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["chat", "number"], name="one_message_per_number"),
            models.UniqueConstraint(fields=["chat", "key"], name="one_message_per_key"),
            models.CheckConstraint(
                condition=~models.Q(text="") & ~models.Q(name=""), name="a_message_says_something"
            ),
        )
        indexes = (models.Index(fields=["chat", "author"]),)

    def __str__(self) -> str:
        return f"{self.chat} {self.number}"


class ChatReport(models.Model):
    """One person asks moderators to look at a message."""

    message = models.ForeignKey(ChatMessage, on_delete=models.CASCADE, related_name="reported")
    person = models.CharField(max_length=LONGEST_PERSON)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["message", "person"], name="one_person_one_report"),
        )

    def __str__(self) -> str:
        return str(self.message)


class Mute(models.Model):
    """Somebody who may say nothing in a convention's chats, until a moment or for good."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="mutes")
    person = models.CharField(max_length=LONGEST_PERSON)
    name = models.CharField(max_length=LONGEST_NAME)
    """As they called themselves, so that moderators can find them again."""
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "person"], name="one_mute_per_person"),
        )

    def __str__(self) -> str:
        return self.name
