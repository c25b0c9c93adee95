# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is on each stage, and where its picture comes from."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention
from konvent.foundation.texts import TextField
from konvent.programme.models import Room


class NowMode(models.TextChoices):
    """Who decides what is on."""

    SCHEDULE = "schedule", _("the schedule")
    BY_HAND = "by-hand", _("the producer")


class Beginning(models.TextChoices):
    """What makes a session begin and end."""

    ON_STAGE = "on-stage", _("what is on stage: by the schedule, or put there")
    BY_HAND = "by-hand", _("the producer alone")


class SourceRole(models.TextChoices):
    """Which source is shown while both deliver."""

    PRIMARY = "primary", _("primary")
    BACKUP = "backup", _("backup")


SLATE, CARD = "slate", "card"
"""What a channel shows when no source delivers, and when there is none at all."""

HOLDABLE = (*SourceRole.values, SLATE)


class Quality(models.TextChoices):
    """What a stage offers to its viewers' lines."""

    COPY = "copy", _("as it arrives")
    SOUND = "sound", _("as it arrives, and sound only")
    TWO = "two", _("as it arrives, 480p and sound only")
    THREE = "three", _("1080p, 720p, 360p and sound only")


class Channel(models.Model):
    """What a stage shows: the session on now, the one after it, and who decided it.

    And where its picture comes from: what is on air, and what the producer holds there.

    Sessions are named by code: what is shown comes from the published programme, and a code
    outlives its versions.
    """

    room = models.OneToOneField(Room, on_delete=models.CASCADE, related_name="channel")
    mode = models.CharField(
        _("decided by"), max_length=10, choices=NowMode.choices, default=NowMode.SCHEDULE
    )
    beginning = models.CharField(
        _("begins and ends by"),
        max_length=10,
        choices=Beginning.choices,
        default=Beginning.ON_STAGE,
    )
    session_code = models.CharField(_("on now"), max_length=20, blank=True)
    next_code = models.CharField(_("next"), max_length=20, blank=True)
    since = models.DateTimeField(_("since"), null=True, blank=True)
    quality = models.CharField(
        _("quality"), max_length=10, choices=Quality.choices, default=Quality.COPY
    )
    last_move = models.JSONField(_("moved last"), default=dict, blank=True)
    """Minutes by session: what taking back the last move undoes."""
    held_source = models.CharField(_("held"), max_length=10, blank=True)
    on_air = models.CharField(_("on air"), max_length=10, blank=True)
    on_air_since = models.DateTimeField(_("on air since"), null=True, blank=True)
    troubles = models.JSONField(_("troubles"), default=dict, blank=True)
    film = models.ForeignKey(
        "Film", on_delete=models.SET_NULL, null=True, blank=True, related_name="channels"
    )
    film_began_at = models.DateTimeField(_("film began"), null=True, blank=True)
    film_for = models.CharField(max_length=20, blank=True, editable=False)
    """The session that was last asked for a film of its own."""

    def __str__(self) -> str:
        return str(self.room)


class Cue(models.Model):
    """A session's line in the run of show of a stage.

    It says by how much the session was moved, and when it really began and ended.
    """

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="cues")
    session_code = models.CharField(_("session"), max_length=20)
    minutes_late = models.PositiveSmallIntegerField(_("later by minutes"), default=0)
    moved_from = models.DateTimeField(_("moved from"), null=True, blank=True)
    """The published start that the minutes count from."""
    began_at = models.DateTimeField(_("began"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    is_over = models.BooleanField(_("over"), default=False)
    """Ended by hand: the schedule does not put it on again."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("room", "session_code"), name="one_cue_of_a_session"),
            models.UniqueConstraint(
                fields=("room",),
                condition=models.Q(began_at__isnull=False, ended_at=None),
                name="one_session_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(ended_at__gte=models.F("began_at")),
                name="ended_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room}: {self.session_code}"

    @property
    def is_running(self) -> bool:
        return self.began_at is not None and self.ended_at is None


class Source(models.Model):
    """Where an encoder sends a stage's picture to: an address that only one passphrase opens."""

    class Kind(models.TextChoices):
        SRT = "srt", _("SRT")
        RTMP = "rtmp", _("RTMP")

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="sources")
    role = models.CharField(_("role"), max_length=10, choices=SourceRole.choices)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices, default=Kind.SRT)
    port = models.PositiveIntegerField(_("port"), unique=True, null=True, blank=True)
    """Only SRT has one of its own."""
    sealed_passphrase = models.TextField(_("passphrase"))
    latency = models.PositiveIntegerField(_("latency in milliseconds"), default=200)
    is_on = models.BooleanField(_("on"), default=True)
    connections = models.PositiveIntegerField(_("connections ended by hand"), default=0)
    health = models.JSONField(_("health"), default=dict, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=("room", "role"), name="one_source_of_a_role"),
            models.CheckConstraint(
                condition=models.Q(kind="srt", port__isnull=False) | models.Q(kind="rtmp"),
                name="srt_listens_on_a_port",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.room} ({self.get_role_display()})"


class PastTrouble(models.Model):
    """Something that was wrong with a stage's picture, from its beginning to its end."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="past_troubles")
    source = models.CharField(_("source"), max_length=10, blank=True)
    """Role of the source; empty when it is the stage's or the server's."""
    code = models.CharField(_("trouble"), max_length=30)
    began_at = models.DateTimeField(_("began"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("room", "source", "code"),
                condition=models.Q(ended_at=None),
                name="one_trouble_of_a_kind_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Airing(models.Model):
    """What a stage showed from a moment on: a source, or what stands in for one."""

    room = models.ForeignKey(Room, on_delete=models.CASCADE, related_name="airings")
    source = models.CharField(_("on air"), max_length=10)
    was_held = models.BooleanField(_("held"), default=False)
    """By hand; otherwise the channel chose it by itself."""
    began_at = models.DateTimeField(_("began"))

    def __str__(self) -> str:
        return self.source


class Film(models.Model):
    """A talk that was filmed before: made ready once, then played into a stage."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waits to be made ready")
        PREPARING = "preparing", _("is being made ready")
        READY = "ready", _("ready")
        FAILED = "failed", _("cannot be played")

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="films")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=200)
    origin = models.CharField(_("file of the operator"), max_length=255, blank=True)
    """Empty when it was uploaded."""
    size = models.PositiveBigIntegerField(_("size"), default=0)
    seconds = models.FloatField(_("length in seconds"), default=0.0)
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING
    )
    progress = models.PositiveSmallIntegerField(_("per cent"), default=0)
    session_code = models.CharField(_("session"), max_length=20, blank=True)
    added_at = models.DateTimeField(_("added"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("convention", "session_code"),
                condition=~models.Q(session_code=""),
                name="one_film_of_a_session",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        return self.state == self.State.READY

    @property
    def length(self) -> timedelta:
        return timedelta(seconds=self.seconds)


class Slate(models.Model):
    """What stages show while nothing comes in, where it is not made from the look alone.

    One for all stages of a convention, and one for a stage of its own; each as it is shown, and as
    the producer is preparing it.
    """

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="slates")
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, related_name="slates", null=True, blank=True
    )
    """Without one it is for all stages."""
    is_shown = models.BooleanField(_("shown"), default=False)
    lines = TextField(
        _("text"), help_text=_("One short line. Empty: “The picture will be back in a moment.”")
    )
    picture = models.ImageField(_("picture"), upload_to="slates", blank=True)
    music = models.FileField(_("music"), upload_to="slates", blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=("room", "is_shown"),
                condition=models.Q(room__isnull=False),
                name="one_slate_of_a_stage",
            ),
            models.UniqueConstraint(
                fields=("convention", "is_shown"),
                condition=models.Q(room=None),
                name="one_slate_of_a_convention",
            ),
        ]

    def __str__(self) -> str:
        return str(self.room or self.convention)
