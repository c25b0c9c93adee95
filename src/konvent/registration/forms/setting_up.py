# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What organisers type about registering."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from konvent.foundation.forms import Moment, StaffForm
from konvent.foundation.text_inputs import TextsField
from konvent.registration.models import (
    ExtraField,
    FieldKind,
    Group,
    Invitation,
    Purpose,
    RegistrationRules,
    Telling,
)

if TYPE_CHECKING:
    from konvent.convention.models import Convention

MOST_WORDS = 3000


class RulesForm(StaffForm):
    opens_at = Moment(label=_("opens"), required=False, help_text=_("Empty: it is open already."))
    closes_at = Moment(
        label=_("closes"),
        required=False,
        help_text=_("Empty: it stays open, during the convention and afterwards too."),
    )
    rows: ClassVar = {"introduction": 4}
    groups = (
        (_("When"), ("is_on", "opens_at", "closes_at")),
        (
            _("How many, and what is asked"),
            ("capacity", "organisation", "offers_assistance", "introduction"),
        ),
    )

    class Meta:
        model = RegistrationRules
        fields = (
            *("is_on", "opens_at", "closes_at", "capacity", "organisation"),
            *("offers_assistance", "introduction"),
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        opens_at, closes_at = values.get("opens_at"), values.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("It has to close later than it opens."))
        return values


class TellingForm(StaffForm):
    class Meta:
        model = Telling
        fields = ("reminds", "tells_changes")


class GroupForm(StaffForm):
    class Meta:
        model = Group
        fields = (
            "name",
            "hint",
            "quota",
            "position",
            "needs_approval",
            "needs_code",
            "is_crew",
            "is_on_site",
            "is_offered",
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        is_guarded = values.get("needs_code") or values.get("needs_approval")
        if values.get("is_crew") and not is_guarded:
            self.add_error(
                "is_crew",
                _("Ask for a code, or approve each by hand: otherwise anybody could choose it."),
            )
        return values


class FieldForm(StaffForm):
    rows: ClassVar = {"options": 4}

    class Meta:
        model = ExtraField
        fields = ("label", "hint", "kind", "options", "position", "is_required")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        options = values.get("options") or {}
        if values.get("kind") == FieldKind.CHOICE and not options:
            self.add_error("options", _("Please write what there is to choose from."))
        lengths = {len(text.split("\n")) for text in options.values()}
        if len(lengths) > 1:
            self.add_error(
                "options", _("Please write as many lines in one language as in another.")
            )
        return values


class PurposeForm(StaffForm):
    text = TextsField(
        label=_("what people agree to"),
        help_text=_(
            "Other words are a new version. What people agreed to before is kept. Markdown."
        ),
        max_length=MOST_WORDS,
    )
    rows: ClassVar = {"text": 5}

    class Meta:
        model = Purpose
        fields = ("title", "text", "position", "is_required", "is_offered")


class InvitationForm(StaffForm):
    ends_at = Moment(label=_("valid until"), required=False)

    class Meta:
        model = Invitation
        fields = ("group", "note", "uses", "ends_at")

    def __init__(self, *args: Any, convention: Convention, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        groups = Group.objects.filter(convention=convention).order_by("position", "pk")
        self.fields["group"] = forms.ModelChoiceField(
            label=_("group"), queryset=groups, empty_label=_("Please choose")
        )
        self.order_fields(["group", "note", "uses", "ends_at"])

    def clean_uses(self) -> int | None:
        uses: int | None = self.cleaned_data["uses"]
        if uses == 0:
            raise forms.ValidationError(_("With 0 the code would let in nobody."))
        return uses
