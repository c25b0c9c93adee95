# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Questions of a session, who supports them, and the rules they are asked by."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention

LONGEST_QUESTION = 300
LONGEST_NAME = 60
LONGEST_REASON = 300
LONGEST_ANSWER = 2000
LONGEST_PERSON = 43
"""Characters of a person's key."""
NOT_YOUR_KEY = _("This was sent before by somebody else. Load the page again and write it anew.")
"""Whoever sends something makes its key, so one that is another's is no accident."""


class Moderation(models.TextChoices):
    """When a moderator looks at a question."""

    BEFORE = "before", _("before it is shown")
    AFTER = "after", _("after it is shown")


class Naming(models.TextChoices):
    """Whether those who ask say their name to the room."""

    FREE = "free", _("as each one likes")
    NAMED = "named", _("with a name only")


class Taking(models.TextChoices):
    """Whether a session takes questions."""

    AUTOMATIC = "automatic", _("until an hour after its end")
    OPEN = "open", _("yes, until I close it")
    CLOSED = "closed", _("no")


class QuestionDefaults(models.Model):
    """How questions are asked in a convention, where a session does not say otherwise."""

    convention = models.OneToOneField(
        Convention, on_delete=models.CASCADE, related_name="question_defaults"
    )
    moderation = models.CharField(
        _("a moderator looks at questions"),
        max_length=10,
        choices=Moderation.choices,
        default=Moderation.BEFORE,
    )
    naming = models.CharField(
        _("people ask"), max_length=10, choices=Naming.choices, default=Naming.FREE
    )

    def __str__(self) -> str:
        return str(self.convention)


class FloorQuerySet(models.QuerySet["Floor"]):
    def with_defaults(self) -> FloorQuerySet:
        """Read together with what their convention says of questions, and little else of it."""
        floor = [field.attname for field in Floor._meta.concrete_fields]
        common = ("slug", "question_defaults__moderation", "question_defaults__naming")
        return self.select_related("convention__question_defaults").only(
            *floor, *(f"convention__{name}" for name in common)
        )


class Floor(models.Model):
    """Where a session is asked from: its questions, and the rules they are asked by.

    Whoever changes a question holds the lock of its floor, so that a floor changes step by step.
    """

    convention = models.ForeignKey(Convention, on_delete=models.CASCADE, related_name="floors")
    session_code = models.CharField(_("session"), max_length=20)
    """A code outlives the versions of the programme."""
    taking = models.CharField(
        _("takes questions"), max_length=10, choices=Taking.choices, default=Taking.AUTOMATIC
    )
    moderation = models.CharField(
        _("a moderator looks at questions"),
        max_length=10,
        choices=Moderation.choices,
        blank=True,
    )
    naming = models.CharField(_("people ask"), max_length=10, choices=Naming.choices, blank=True)
    last_number = models.PositiveIntegerField(default=0, editable=False)
    acts = models.PositiveIntegerField(default=0, editable=False)
    """How often a moderator, or an author, has changed something."""
    takes_hands = models.BooleanField(_("people can raise a hand"), default=False)
    last_hand = models.PositiveIntegerField(default=0, editable=False)
    forgotten_at = models.DateTimeField(null=True, editable=False)
    """When it was forgotten who asked and who supported; only the counts are left."""

    objects = FloorQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["convention", "session_code"], name="one_floor_per_session"
            ),
        )

    def __str__(self) -> str:
        return self.session_code


class QuestionState(models.TextChoices):
    """What has become of a question."""

    WAITING = "waiting", _("waiting")
    VISIBLE = "visible", _("in the list")
    ON_STAGE = "on-stage", _("on stage")
    ANSWERED_LIVE = "answered-live", _("answered on stage")
    ANSWERED_IN_WRITING = "answered-in-writing", _("answered in writing")
    MERGED = "merged", _("merged")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Reason(models.TextChoices):
    """Why a question is declined, where no words of one's own are needed."""

    ASKED_ALREADY = "asked-already", _("It was asked and answered already.")
    OFF_TOPIC = "off-topic", _("It is not about this session.")
    NO_TIME = "no-time", _("There was no time left for it.")
    UNSUITABLE = "unsuitable", _("It does not keep to the rules of the convention.")


def said_reason(reason: str) -> str:
    """Return a reason in words: everybody reads the usual ones in their own language."""
    return str(Reason(reason).label) if reason in Reason.values else reason


ANSWERED = (QuestionState.ANSWERED_LIVE, QuestionState.ANSWERED_IN_WRITING)
PUBLIC = (QuestionState.VISIBLE, QuestionState.ON_STAGE, *ANSWERED)
"""States in which everybody at the session sees a question."""


class QuestionQuerySet(models.QuerySet["Question"]):
    def public(self) -> QuestionQuerySet:
        """Those that everybody at the session sees."""
        return self.filter(state__in=PUBLIC)

    def in_state(self, *states: QuestionState) -> QuestionQuerySet:
        return self.filter(state__in=states)

    def of_person(self, person: str) -> QuestionQuerySet:
        """Those that this person has asked, as long as that is remembered."""
        return self.of_persons([person])

    def of_persons(self, persons: list[str]) -> QuestionQuerySet:
        """Those that somebody has asked who is known by several keys."""
        return self.filter(author__in=persons).exclude(author="")

    def most_supported_first(self) -> QuestionQuerySet:
        return self.order_by("-is_pinned", "-supports", "number", "pk")


class Question(models.Model):
    """What somebody asked in a session.

    It is named by its number, which can be said aloud. Its author is a key that nobody can turn
    back into a ticket without the installation's own, and is forgotten after the convention.
    """

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="questions")
    number = models.PositiveIntegerField(_("number"))
    key = models.UUIDField(editable=False)
    """Made by whoever sends it, so that what is sent twice is asked once."""
    text = models.CharField(_("question"), max_length=LONGEST_QUESTION, blank=True, editable=False)
    name = models.CharField(_("name"), max_length=LONGEST_NAME, blank=True, editable=False)
    author = models.CharField(max_length=LONGEST_PERSON, blank=True, editable=False)
    asked_at = models.DateTimeField(_("asked"), editable=False)
    state = models.CharField(_("state"), max_length=20, choices=QuestionState.choices)
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    reason = models.CharField(_("reason"), max_length=LONGEST_REASON, blank=True)
    answer = models.TextField(_("answer"), max_length=LONGEST_ANSWER, blank=True)
    on_stage_at = models.DateTimeField(_("on stage"), null=True, blank=True)
    """When it was put on stage: with an answer given there, the place in the recording."""
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    is_pinned = models.BooleanField(_("pinned"), default=False)
    supports = models.PositiveIntegerField(_("supported by"), default=0, editable=False)
    """How many persons want it answered: its author, supporters, and those of merged ones, once."""
    version = models.PositiveIntegerField(default=1, editable=False)
    """Grows whenever a moderator or the author changes it; support leaves it alone."""

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["floor", "number"], name="one_question_per_number"),
            models.UniqueConstraint(fields=["floor", "key"], name="one_question_per_key"),
            models.UniqueConstraint(
                fields=["floor"],
                condition=Q(state=QuestionState.ON_STAGE),
                name="one_question_on_stage",
            ),
            models.CheckConstraint(
                condition=Q(state=QuestionState.MERGED, merged_into__isnull=False)
                | (~Q(state=QuestionState.MERGED) & Q(merged_into=None)),
                name="merged_into_another_question",
            ),
            models.CheckConstraint(
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
                name="not_merged_into_itself",
            ),
            models.CheckConstraint(
                condition=~Q(state=QuestionState.DECLINED) | ~Q(reason=""),
                name="declined_with_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=QuestionState.ANSWERED_IN_WRITING) | ~Q(answer=""),
                name="answered_with_words",
            ),
        )
        indexes = (models.Index(fields=["floor", "state", "-supports"]),)

    def __str__(self) -> str:
        return f"{self.floor.session_code} {self.number}"

    @property
    def is_public(self) -> bool:
        return self.state in PUBLIC


class Support(models.Model):
    """One person wants one question answered; its author does from the start.

    It stays with the question it was given to when that one is merged.
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="given")
    person = models.CharField(max_length=LONGEST_PERSON)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["question", "person"], name="one_person_one_support"),
        )
        indexes = (models.Index(fields=["person"]),)

    def __str__(self) -> str:
        return f"{self.question_id}"
