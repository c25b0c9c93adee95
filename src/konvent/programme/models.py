# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Rooms, tracks, sessions and their speakers (the working copy), and what was published."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention
from konvent.foundation.colours import Colour
from konvent.foundation.texts import TextField
from konvent.people.models import Organisation, Person

if TYPE_CHECKING:
    from datetime import datetime


class Room(models.Model):
    """A place in the programme; one that has a picture is called a stage."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="rooms")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    slug = models.SlugField(_("short name in addresses"), max_length=80)
    name = TextField(_("name"), blank=False)
    description = TextField(_("description"))
    colour = models.CharField(
        _("colour"), max_length=10, choices=Colour.choices, default=Colour.BLUE
    )
    position = models.PositiveSmallIntegerField(_("place in the row"), default=0)
    capacity = models.PositiveIntegerField(_("places"), null=True, blank=True)
    has_picture = models.BooleanField(
        _("has a live picture"), default=False, help_text=_("Makes the room a stage.")
    )

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "guid"], name="one_room_per_guid"),
            models.UniqueConstraint(fields=["convention", "slug"], name="one_room_per_slug"),
        )

    def __str__(self) -> str:
        return str(self.name)


class Track(models.Model):
    """A thread of the programme."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="tracks")
    slug = models.SlugField(_("short name in addresses"), max_length=80)
    name = TextField(_("name"), blank=False)
    colour = models.CharField(
        _("colour"), max_length=10, choices=Colour.choices, default=Colour.SLATE
    )
    position = models.PositiveSmallIntegerField(_("place in the row"), default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "slug"], name="one_track_per_slug"),
        )

    def __str__(self) -> str:
        return str(self.name)


class SessionKind(models.TextChoices):
    """What a session is like. What a feed calls it otherwise is kept in Session.kind_name."""

    KEYNOTE = "keynote", _("Keynote")
    PANEL = "panel", _("Panel")
    WORKSHOP = "workshop", _("Workshop")
    DEEP_DIVE = "deep-dive", _("Deep dive")
    OPENING = "opening", _("Opening")
    TALK = "talk", _("Talk")
    BREAK = "break", _("Break")
    OTHER = "other", _("Other")


class Level(models.TextChoices):
    """How much one should know beforehand."""

    INTRODUCTORY = "introductory", _("introductory")
    INTERMEDIATE = "intermediate", _("intermediate")
    ADVANCED = "advanced", _("advanced")


class Session(models.Model):
    """One item of the programme: what it is, and its slot (where and when) once it has one."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="sessions")
    guid = models.UUIDField(default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=20)
    slug = models.CharField(_("short name in feeds"), max_length=200)
    title = TextField(_("title"), blank=False)
    subtitle = TextField(_("subtitle"))
    abstract = TextField(_("abstract"), help_text=_("What it is about, in one paragraph."))
    description = TextField(_("description"), help_text=_("Markdown."))
    kind = models.CharField(
        _("type"), max_length=20, choices=SessionKind.choices, default=SessionKind.TALK
    )
    kind_name = models.CharField(_("type in the feed"), max_length=100, blank=True)
    language = models.CharField(_("language"), max_length=20, blank=True)
    level = models.CharField(_("level"), max_length=20, choices=Level.choices, blank=True)
    track = models.ForeignKey(
        Track, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    room = models.ForeignKey(
        Room, null=True, blank=True, on_delete=models.SET_NULL, related_name="sessions"
    )
    starts_at = models.DateTimeField(_("start"), null=True, blank=True)
    duration = models.DurationField(_("duration"), default=timedelta(minutes=30))
    partners = models.ManyToManyField(
        Organisation, verbose_name=_("hosted by"), blank=True, related_name="sessions"
    )
    people = models.ManyToManyField(Person, through="Speaker", related_name="sessions")
    is_cancelled = models.BooleanField(_("cancelled"), default=False)
    is_fictional = models.BooleanField(_("fictional"), default=False)
    do_not_record = models.BooleanField(_("not recorded"), default=False)
    recording_license = models.CharField(_("licence of the recording"), max_length=200, blank=True)
    url = models.URLField(_("page elsewhere"), max_length=500, blank=True)
    logo = models.CharField(_("picture elsewhere"), max_length=500, blank=True)
    links = models.JSONField(_("links"), default=list, blank=True)
    attachments = models.JSONField(_("files"), default=list, blank=True)
    origin = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "guid"], name="one_session_per_guid"),
            models.UniqueConstraint(fields=["convention", "code"], name="one_session_per_code"),
            models.CheckConstraint(
                condition=Q(duration__gte=timedelta(0)), name="session_lasts_no_negative_time"
            ),
        )

    def __str__(self) -> str:
        return str(self.title)

    @property
    def ends_at(self) -> datetime | None:
        return self.starts_at + self.duration if self.starts_at else None


class SpeakerRole(models.TextChoices):
    """What a person does in a session."""

    SPEAKER = "speaker", _("Speaker")
    MODERATOR = "moderator", _("Moderator")
    PANELIST = "panelist", _("On the panel")
    HOST = "host", _("Host")


class Speaker(models.Model):
    """A person in a session, with a role."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="speakers")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="appearances")
    role = models.CharField(
        _("role"), max_length=20, choices=SpeakerRole.choices, default=SpeakerRole.SPEAKER
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["session", "person"], name="one_role_per_session"),
        )

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class Feed(models.Model):
    """What an import brought last, so that the next one can tell what the feed has changed."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="feeds")
    name = models.CharField(_("short name in feeds"), max_length=80)
    read_at = models.DateTimeField(_("imported"))
    document = models.TextField()
    """The Schedule as JSON, see konvent.programme.document."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "name"], name="one_feed_per_name"),
        )

    def __str__(self) -> str:
        return f"{self.convention.slug} {self.name}"


class VersionQuerySet(models.QuerySet["Version"]):
    def newest_first(self) -> VersionQuerySet:
        return self.order_by("-number", "-pk")


class Version(models.Model):
    """The programme as it was published at one moment. Never changed afterwards."""

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("number"))
    published_at = models.DateTimeField(_("published"))
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    note = TextField(_("note"))
    document = models.TextField()
    """The Schedule as JSON, see konvent.programme.document."""
    changes = models.JSONField(default=list)
    """What differs from the version before, see konvent.programme.changes."""

    objects = VersionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "number"], name="one_version_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.convention.slug} {self.number}"
