# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Polls of a session, what people answered, and how the answers add up."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from konvent.audience.models.questions import LONGEST_PERSON, Floor
from konvent.foundation.texts import TextField

LONGEST_POLL = 300
LONGEST_OPTION = 120
LEAST_OPTIONS, MOST_OPTIONS = 2, 12
LONGEST_WORD = 30
MOST_WORDS = 5
LONGEST_OPEN = 300


class PollKind(models.TextChoices):
    """What an answer is made of."""

    SINGLE = "single", _("One of several")
    MULTIPLE = "multiple", _("Several of several")
    SCALE = "scale", _("A point on a scale")
    RANKING = "ranking", _("An order")
    WORDS = "words", _("A cloud of words")
    OPEN = "open", _("In one's own words")


WRITTEN = (PollKind.WORDS, PollKind.OPEN)
"""Kinds whose answers are words; all others choose among options."""


class PollState(models.TextChoices):
    """Where a poll stands."""

    DRAFT = "draft", _("prepared")
    OPEN = "open", _("open")
    CLOSED = "closed", _("closed")


class Results(models.TextChoices):
    """When everybody sees how a poll stands."""

    CLOSED = "closed", _("when the poll is closed")
    LIVE = "live", _("as the answers come in")


class PollQuerySet(models.QuerySet["Poll"]):
    def public(self) -> PollQuerySet:
        """Those that everybody at the session sees."""
        return self.exclude(state=PollState.DRAFT)

    def latest_first(self) -> PollQuerySet:
        return self.order_by("-number", "pk")


class Poll(models.Model):
    """What moderators ask everybody at a session.

    Only a draft has no answers and only a draft can be changed, so nobody finds their answer under
    another question. What is open grows; what is closed stays as it is.
    """

    floor = models.ForeignKey(Floor, on_delete=models.CASCADE, related_name="polls")
    number = models.PositiveIntegerField(_("number"), editable=False)
    key = models.UUIDField(editable=False)
    """Made by the form, so that what is sent twice is there once."""
    kind = models.CharField(
        _("kind"), max_length=10, choices=PollKind.choices, default=PollKind.SINGLE
    )
    question = TextField(_("what you ask"), blank=False)
    state = models.CharField(
        _("state"), max_length=10, choices=PollState.choices, default=PollState.DRAFT
    )
    results = models.CharField(
        _("everybody sees the results"),
        max_length=10,
        choices=Results.choices,
        default=Results.CLOSED,
    )
    most = models.PositiveSmallIntegerField(_("at most so many"), default=1)
    """Answers of one person, where they may give several."""
    low = TextField(_("the lowest point means"))
    high = TextField(_("the highest point means"))
    is_on_stage = models.BooleanField(_("on stage"), default=False)
    opened_at = models.DateTimeField(_("opened"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)
    answers = models.PositiveIntegerField(default=0, editable=False)
    """How many persons have answered."""

    fetched_options: list[Option] | None = None
    """In their order, where whoever read the poll has read them as well."""

    objects = PollQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["floor", "number"], name="one_poll_per_number"),
            models.UniqueConstraint(fields=["floor", "key"], name="one_poll_per_key"),
            models.UniqueConstraint(
                fields=["floor"], condition=Q(is_on_stage=True), name="one_poll_on_stage"
            ),
            models.CheckConstraint(
                condition=~Q(state=PollState.DRAFT) | Q(answers=0, opened_at=None),
                name="a_draft_has_no_answers",
            ),
            models.CheckConstraint(
                condition=Q(state=PollState.DRAFT) | Q(opened_at__isnull=False),
                name="a_poll_was_opened_before_it_is_closed",
            ),
            models.CheckConstraint(
                condition=Q(state=PollState.CLOSED, closed_at__isnull=False)
                | (~Q(state=PollState.CLOSED) & Q(closed_at=None)),
                name="a_closed_poll_says_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(state=PollState.DRAFT) | Q(is_on_stage=False),
                name="no_draft_on_stage",
            ),
            models.CheckConstraint(condition=Q(most__gte=1), name="at_least_one_answer"),
        )

    def __str__(self) -> str:
        return f"{self.floor.session_code} {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state == PollState.OPEN

    @property
    def is_written(self) -> bool:
        return self.kind in WRITTEN

    @property
    def shows_results(self) -> bool:
        """Whether everybody sees how it stands."""
        return self.state == PollState.CLOSED or (
            self.state == PollState.OPEN and self.results == Results.LIVE
        )


class Option(models.Model):
    """One of the answers there are to choose from; on a scale, one point."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    place = models.PositiveSmallIntegerField()
    text = TextField()
    count = models.PositiveIntegerField(default=0)
    """How many chose it; in a ranking, its points."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["poll", "place"], name="one_option_per_place"),
            models.CheckConstraint(condition=Q(place__gte=1), name="places_begin_with_one"),
        )

    def __str__(self) -> str:
        return str(self.text) or str(self.place)


class PollWord(models.Model):
    """What several people answered in the same words, however they wrote it."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="words")
    key = models.CharField(max_length=LONGEST_OPEN)
    text = models.CharField(max_length=LONGEST_OPEN)
    """As the first one wrote it."""
    count = models.PositiveIntegerField(default=0)
    is_hidden = models.BooleanField(default=False)
    """A moderator has taken it out of what everybody sees; it still counts."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["poll", "key"], name="one_sum_per_words"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(text=""), name="words_say_something"),
        )
        indexes = (models.Index(F("poll"), F("count").desc(), name="most_used_words"),)

    def __str__(self) -> str:
        return f"{self.poll_id}"


class PollAnswer(models.Model):
    """What one person answered; it is forgotten some time after the convention, the sums stay."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="given")
    person = models.CharField(max_length=LONGEST_PERSON)
    choices = models.JSONField()
    """Places of options, in the person's order; or keys of words."""

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["poll", "person"], name="one_person_one_answer"),
        )
        indexes = (models.Index(fields=["person"]),)

    def __str__(self) -> str:
        return f"{self.poll_id}"
