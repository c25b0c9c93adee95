# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How a convention takes registrations: when, of whom, what it asks, what has to be agreed to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention
from konvent.foundation.texts import TextField

if TYPE_CHECKING:
    from datetime import datetime


class Asking(models.TextChoices):
    """Whether the form asks for something."""

    NO = "no", _("not asked")
    OPTIONAL = "optional", _("asked, may stay empty")
    REQUIRED = "required", _("asked, must be filled in")


class RegistrationRules(models.Model):
    """When people may register, and how many. A convention without rules takes no registrations."""

    convention = models.OneToOneField(
        Convention, on_delete=models.CASCADE, related_name="registration_rules"
    )
    is_on = models.BooleanField(
        _("people may register"),
        default=True,
        help_text=_("Within the times below. Switched off, the form is closed at once."),
    )
    opens_at = models.DateTimeField(
        _("opens"), null=True, blank=True, help_text=_("Empty: it is open already.")
    )
    closes_at = models.DateTimeField(
        _("closes"),
        null=True,
        blank=True,
        help_text=_("Empty: it stays open, during the convention and afterwards too."),
    )
    capacity = models.PositiveIntegerField(
        _("places in all"),
        null=True,
        blank=True,
        help_text=_("Empty: as many as come. Beyond it, people are put on a waiting list."),
    )
    organisation = models.CharField(
        _("organisation"), max_length=10, choices=Asking.choices, default=Asking.OPTIONAL
    )
    offers_assistance = models.BooleanField(
        _("people may say that they need assistance at the doors"),
        default=False,
        db_default=False,
        help_text=_(
            "When the house is full they have a queue of their own, which is called first. It is a "
            "hint about their health: only you see it, and it is deleted after the last day."
        ),
    )
    introduction = TextField(
        _("introduction"), help_text=_("What stands above the form. Markdown.")
    )

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(opens_at=None) | Q(closes_at=None) | Q(closes_at__gt=F("opens_at")),
                name="registration_opens_before_it_closes",
            ),
        )

    def __str__(self) -> str:
        return str(self.convention)

    def is_open(self, at: datetime) -> bool:
        """Whether the form takes somebody now."""
        return self.is_on and not self.is_too_early(at) and not self.is_too_late(at)

    def is_too_early(self, at: datetime) -> bool:
        return bool(self.opens_at and at < self.opens_at)

    def is_too_late(self, at: datetime) -> bool:
        return bool(self.closes_at and at >= self.closes_at)


class Group(models.Model):
    """Whom somebody comes as: from a public body, a company, the press …, with its own rules."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="registration_groups"
    )
    slug = models.SlugField(_("short name"), max_length=40)
    name = TextField(_("name"), blank=False)
    hint = TextField(_("hint"), help_text=_("Who belongs to it, in a sentence."))
    quota = models.PositiveIntegerField(
        _("places"), null=True, blank=True, help_text=_("Empty: no limit of its own.")
    )
    needs_approval = models.BooleanField(
        _("each is approved by hand"), default=False, help_text=_("The ticket comes afterwards.")
    )
    needs_code = models.BooleanField(
        _("with an invitation code only"), default=False, help_text=_("For guests and speakers.")
    )
    is_crew = models.BooleanField(
        _("speaks or helps"),
        default=False,
        db_default=False,
        help_text=_("Comes in at once when the house is full, and is not counted."),
    )
    is_on_site = models.BooleanField(
        _("comes to the place"),
        default=False,
        help_text=_("For hybrid days: is expected at the check-in, and gets a badge."),
    )
    is_offered = models.BooleanField(_("can be chosen"), default=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "slug"], name="one_group_per_slug"),
        )

    def __str__(self) -> str:
        return str(self.name) or self.slug


class FieldKind(models.TextChoices):
    """How something is asked."""

    LINE = "line", _("a line of text")
    TEXT = "text", _("a longer text")
    CHOICE = "choice", _("one of several")
    CHECK = "check", _("a box to tick")


class ExtraField(models.Model):
    """Something a convention asks besides name, address, organisation and group."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="registration_fields"
    )
    slug = models.SlugField(_("short name"), max_length=40)
    kind = models.CharField(
        _("kind"), max_length=10, choices=FieldKind.choices, default=FieldKind.LINE
    )
    label = TextField(_("label"), blank=False)
    hint = TextField(_("hint"))
    options = TextField(
        _("answers to choose from"),
        help_text=_("One in each line. In several languages: the same line, the same answer."),
    )
    is_required = models.BooleanField(_("must be filled in"), default=False)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "slug"], name="one_field_per_slug"),
        )

    def __str__(self) -> str:
        return str(self.label) or self.slug

    def choices_in(self, language: str) -> list[tuple[str, str]]:
        """Return the answers to choose from: as they are kept, and as they are read."""
        kept = _lines(self.options.within(self.convention.default_language))
        read = _lines(self.options.within(language))
        return [
            (one, read[number] if number < len(read) else one) for number, one in enumerate(kept)
        ]


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class Purpose(models.Model):
    """Something people agree to, or not, for one purpose. Its words have versions, all kept."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="consent_purposes"
    )
    slug = models.SlugField(_("short name"), max_length=40)
    title = TextField(_("purpose"), blank=False)
    is_required = models.BooleanField(
        _("nobody can register without it"),
        default=False,
        help_text=_("Only for what registering itself needs. All else has to be free."),
    )
    is_offered = models.BooleanField(_("is asked"), default=True)
    position = models.PositiveSmallIntegerField(_("place in the list"), default=0)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "slug"], name="one_purpose_per_slug"),
        )

    def __str__(self) -> str:
        return str(self.title) or self.slug


class PurposeText(models.Model):
    """The words of a purpose as they were at one time; never changed, as people agreed to them."""

    purpose = models.ForeignKey(Purpose, on_delete=models.CASCADE, related_name="texts")
    number = models.PositiveIntegerField(_("version"))
    text = TextField(_("text"), blank=False)
    written_at = models.DateTimeField(_("written"))

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["purpose", "number"], name="one_text_per_number"),
        )

    def __str__(self) -> str:
        return f"{self.purpose} {self.number}"


class Invitation(models.Model):
    """A code that opens a group to whoever has it, so many times."""

    convention = models.ForeignKey(
        Convention, on_delete=models.CASCADE, related_name="invitation_codes"
    )
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="invitations")
    code = models.CharField(_("code"), max_length=20)
    note = models.CharField(_("for whom"), max_length=200, blank=True)
    uses = models.PositiveIntegerField(
        _("how many people"), null=True, blank=True, default=1, help_text=_("Empty: no limit.")
    )
    ends_at = models.DateTimeField(_("valid until"), null=True, blank=True)
    is_withdrawn = models.BooleanField(_("withdrawn"), default=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["convention", "code"], name="one_invitation_per_code"),
        )

    def __str__(self) -> str:
        return self.note or self.code
