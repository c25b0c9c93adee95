# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Recordings, and what belongs to them."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention
from konvent.foundation.texts import TextField
from konvent.programme.models import Room, Session

YEAR = 365
NOTHING = Value([], models.JSONField())


class RecordingRules(models.Model):
    """What becomes of a convention's recordings when nobody says otherwise."""

    convention = models.OneToOneField(
        Convention, on_delete=models.CASCADE, related_name="recording_rules"
    )
    are_published_at_once = models.BooleanField(
        _("published as soon as a session ends"),
        default=True,
        help_text=_("Otherwise somebody looks first, and publishes by hand."),
    )
    films_are_made = models.BooleanField(
        _("a film to download is made of each published recording"),
        default=True,
        db_default=True,
        help_text=_(
            "One after the other, between the sessions, and as long as a fifth of the disk stays "
            "free. Podcast programs get them."
        ),
    )
    days_kept = models.PositiveSmallIntegerField(
        _("days kept"),
        default=YEAR,
        help_text=_("After that a recording is deleted, with all that belongs to it."),
    )

    def __str__(self) -> str:
        return str(self.convention)


class RecordingState(models.TextChoices):
    """Who may see a recording."""

    RECORDING = "recording", _("being recorded")
    WITHHELD = "withheld", _("withheld")
    PUBLISHED = "published", _("published")


class RecordingQuerySet(models.QuerySet["Recording"]):
    def published(self) -> RecordingQuerySet:
        """Those that visitors may see, if they may see the convention's stages."""
        return self.filter(state=RecordingState.PUBLISHED)

    def without_film(self) -> RecordingQuerySet:
        """Those that visitors may see but not download, where films are made by themselves."""
        unwanted = RecordingRules.objects.filter(films_are_made=False).values("convention")
        lacking = self.published().filter(download_size=None).exclude(variants=[])
        return lacking.exclude(convention__in=unwanted)

    def running(self) -> RecordingQuerySet:
        """Those whose session is on now."""
        return self.filter(state=RecordingState.RECORDING)

    def refused(self) -> RecordingQuerySet:
        """Those whose session is not to be recorded: somebody in it said no."""
        sessions = Session.objects.filter(
            convention=OuterRef("convention"), code=OuterRef("session_code"), do_not_record=True
        )
        return self.filter(Exists(sessions))

    def by_time(self) -> RecordingQuerySet:
        """By the beginning of their sessions."""
        return self.order_by("began_at", "pk")


class Recording(models.Model):
    """What a stage showed while a session was on there.

    The session is named by its code, as on the stage: a code outlives the programme's versions.
    Positions within a recording (chapter marks, captions, companions) are seconds of its *tape*:
    all that was kept, from the first segment on, and the time of what a full disk did not take.
    Cutting hides the tape's start and end and moves nothing on it. What a viewer's player calls
    0:00 is the tape's position ``starts_in``.
    """

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="recordings")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session_code = models.CharField(_("recorded session"), max_length=20)
    title = TextField(_("title"), help_text=_("Of the session, when it was recorded."))
    room = models.ForeignKey(
        Room, verbose_name=_("stage"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=RecordingState.choices,
        default=RecordingState.RECORDING,
    )
    began_at = models.DateTimeField(_("recorded from"))
    resumed_at = models.DateTimeField(_("recorded again from"), null=True, blank=True)
    """When the session began again after it had ended, the last time."""
    ended_at = models.DateTimeField(_("recorded until"), null=True, blank=True)
    cut_from = models.DateTimeField(_("starts with"), null=True, blank=True)
    cut_until = models.DateTimeField(_("ends with"), null=True, blank=True)
    starts_in = models.FloatField(_("seconds cut off at the start"), default=0.0)
    duration = models.DurationField(_("duration"), default=timedelta())
    """As a viewer sees it."""
    size = models.BigIntegerField(_("bytes on the disk"), default=0)
    variants = models.JSONField(_("renditions"), default=list, blank=True)
    """Names of its playlists, the master first; empty as long as there is nothing to play."""
    has_preview = models.BooleanField(_("has preview pictures"), default=False)
    download_size = models.BigIntegerField(_("bytes to download"), null=True, blank=True)
    """Of the MP4 for the present cut; None when there is none."""
    changed_at = models.DateTimeField(null=True, editable=False)
    """When viewers or programs last got something new of it."""
    kept_until = models.DateField(_("kept until"), null=True, blank=True)
    is_stored = models.BooleanField(_("copied to the store"), default=False, editable=False)
    """Whether the store for objects has everything of it, as it is now."""
    shelf = models.CharField(max_length=16, blank=True, editable=False)
    """Where in the store lies what was made of the present cut; empty: nowhere yet."""
    damaged = models.JSONField(default=list, db_default=NOTHING, blank=True, editable=False)
    """Names of objects that the store was found to have otherwise: they are copied anew."""

    objects = RecordingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "session_code"], name="one_recording_per_session"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=False) | Q(state=RecordingState.RECORDING),
                name="only_what_has_ended_is_shown",
            ),
        )

    def __str__(self) -> str:
        return str(self.title) or self.session_code

    @property
    def key(self) -> str:
        """Its name in addresses and on the disk."""
        return self.guid.hex

    @property
    def address(self) -> str:
        """Below here the front serves its files, to those who may see it."""
        return f"/{self.convention.slug}/recordings/{self.key}/"


class ChapterMark(models.Model):
    """Where something new begins in a recording."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="chapters")
    position = models.FloatField(_("second of the tape"))
    """Seconds of the tape."""
    title = TextField(_("title"), blank=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["recording", "position"], name="one_mark_per_moment"),
            models.CheckConstraint(condition=Q(position__gte=0), name="mark_is_on_the_tape"),
        )

    def __str__(self) -> str:
        return str(self.title)


class Caption(models.Model):
    """What is said in a recording, written down in one language."""

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(_("language"), max_length=10)
    content = models.TextField(_("captions"))
    """WebVTT whose times are seconds of the tape."""
    is_published = models.BooleanField(_("shown to viewers"), default=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["recording", "language"], name="one_caption_per_language"
            ),
        )

    def __str__(self) -> str:
        return f"{self.recording} ({self.language})"


class CompanionKind(models.TextChoices):
    """What a companion adds."""

    SIGN_LANGUAGE = "sign", _("sign language")
    TRANSLATION = "translation", _("interpretation")
    DESCRIPTION = "description", _("audio description")


class Companion(models.Model):
    """A second source that plays in step with a recording: a picture, or sound alone.

    It has a tape of its own, and ``pieces`` say which parts of the two play together. One that was
    uploaded is made ready first; until then the one before plays on.
    """

    recording = models.ForeignKey(Recording, on_delete=models.CASCADE, related_name="companions")
    guid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=20, choices=CompanionKind.choices)
    language = models.CharField(_("language"), max_length=10, blank=True)
    pieces = models.JSONField(_("in step"), default=list, blank=True)
    """Position on the recording's tape, position on its own, and for how many seconds."""
    has_picture = models.BooleanField(_("has a picture"), default=True)
    duration = models.DurationField(_("duration"), default=timedelta())
    size = models.BigIntegerField(_("bytes on the disk"), default=0)
    is_ready = models.BooleanField(_("ready to play"), default=False)
    room = models.ForeignKey(
        Room, verbose_name=_("stage"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    """The stage that showed it; none where it was uploaded."""
    is_withheld = models.BooleanField(_("withheld"), default=False, db_default=False)
    """Whether that stage showed meanwhile what is not to be recorded."""
    is_stored = models.BooleanField(_("copied to the store"), default=False, editable=False)
    shelf = models.CharField(max_length=16, blank=True, editable=False)
    """Where in the store its playlists lie; empty: nowhere yet."""
    damaged = models.JSONField(default=list, db_default=NOTHING, blank=True, editable=False)
    """Names of objects that the store was found to have otherwise: they are copied anew."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["recording", "kind", "language", "is_ready"],
                name="one_companion_of_a_kind",
            ),
        )

    def __str__(self) -> str:
        return f"{self.recording} ({self.get_kind_display()})"

    @property
    def is_offered(self) -> bool:
        """Whether viewers may choose it."""
        return self.is_ready and not self.is_withheld

    @property
    def key(self) -> str:
        """Its name in addresses and on the disk."""
        return self.guid.hex

    @property
    def address(self) -> str:
        """Below here the front serves its files, to those who may see the recording."""
        return f"/{self.recording.convention.slug}/recordings/{self.key}/"


class Leftover(models.Model):
    """What is deleted here, and may be in the store until it has confirmed that it is not."""

    folder = models.CharField(max_length=150, unique=True)
    """Below which name the store has it."""
    deleted_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.folder
