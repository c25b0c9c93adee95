# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The form with which people register, as their convention sets it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from konvent.foundation.addresses import AddressField
from konvent.foundation.forms import StaffForm
from konvent.foundation.lines import LineField
from konvent.registration.actions.registering import Typed
from konvent.registration.models import LONGEST_ADDRESS, Asking, FieldKind, Registration
from konvent.registration.queries import asked_fields, asked_purposes, open_groups

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.forms.boundfield import BoundField

    from konvent.foundation.refusals import RefusedError
    from konvent.registration.models import ExtraField, Group, PurposeText, RegistrationRules

LONGEST_LINE = 200
LONGEST_TEXT = 2000
FIELD, CONSENT = "field_", "consent_"
ASSISTANCE = "needs_assistance"
ABOUT_ASSISTANCE = _(
    "When the house is full you then have a queue of your own, which is called first. You need not "
    "say why. Only the organisers see it, it is used for nothing else, you can take it back at any "
    "time, and it is deleted after the last day."
)


class PersonForm(forms.Form):
    """What somebody says about themselves: on registering, and later when they change it."""

    name = LineField(
        label=_("Name"),
        max_length=LONGEST_LINE,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please give your name.")},
    )

    def __init__(self, *args: Any, rules: RegistrationRules | None, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        self.rules = rules
        self.extra: list[ExtraField] = asked_fields(rules.convention) if rules else []
        if rules and rules.organisation != Asking.NO:
            self.fields["organisation"] = LineField(
                label=_("Organisation"),
                max_length=LONGEST_LINE,
                required=rules.organisation == Asking.REQUIRED,
                widget=forms.TextInput(attrs={"autocomplete": "organization"}),
                error_messages={"required": _("Please give your organisation.")},
            )
        for extra in self.extra:
            self.fields[FIELD + extra.slug] = field_for(extra)
        if (rules and rules.offers_assistance) or self.initial.get(ASSISTANCE):
            self.fields[ASSISTANCE] = forms.BooleanField(
                label=_("I need assistance at the doors"),
                help_text=ABOUT_ASSISTANCE,
                required=False,
            )

    @property
    def answers(self) -> dict[str, str]:
        """What was said to the extra fields, as it is kept."""
        return {
            extra.slug: kept
            for extra in self.extra
            if (kept := kept_as(extra, self.cleaned_data[FIELD + extra.slug]))
        }

    def answers_beside(self, earlier: Mapping[str, str]) -> dict[str, str]:
        """What was said here, and what was said before to questions that are not asked any more."""
        asked = {extra.slug for extra in self.extra}
        kept = {slug: said for slug, said in earlier.items() if slug not in asked}
        return {**kept, **self.answers}

    @property
    def own_fields(self) -> list[BoundField]:
        """The fields about the person, in their order."""
        return [field for field in self if not field.name.startswith(CONSENT)]

    def refuse(self, refusal: RefusedError) -> None:
        """Show why it was not done."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class CorrectionForm(StaffForm):
    """What organisers may write another way for somebody: a name that was misspelt."""

    class Meta:
        model = Registration
        fields = ("name", "organisation")
        field_classes: ClassVar = {"name": LineField, "organisation": LineField}


class RegistrationForm(PersonForm):
    """Everything it takes to register."""

    rules: RegistrationRules

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        self.fields["email"] = AddressField(
            label=_("E-mail address"),
            max_length=LONGEST_ADDRESS,
            widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            help_text=_("We send a letter there; only then your registration counts."),
            error_messages={
                "required": _("Please give your e-mail address."),
                "invalid": _("This is no e-mail address. It looks like name@example.org."),
            },
        )
        groups = [group for group in self.groups if not group.needs_code]
        if groups:
            self.fields["group"] = forms.ChoiceField(
                label=_("I come as"),
                choices=[(group.slug, str(group)) for group in groups],
                widget=forms.RadioSelect,
                required=False,
            )
        if len(groups) < len(self.groups):
            self.fields["code"] = forms.CharField(
                label=_("Invitation code"),
                max_length=30,
                required=False,
                help_text=_("Only if you have one: it says what you are invited as."),
                widget=forms.TextInput(
                    attrs={"autocomplete": "off", "autocapitalize": "characters"}
                ),
            )
        for text in self.purposes:
            self.fields[CONSENT + text.purpose.slug] = consent_field(text)
        self.order_fields(["name", "email", "organisation", "group", "code"])

    @cached_property
    def groups(self) -> list[Group]:
        return open_groups(self.rules.convention)

    @cached_property
    def purposes(self) -> list[PurposeText]:
        return asked_purposes(self.rules.convention)

    @property
    def consents(self) -> list[tuple[BoundField, PurposeText]]:
        """What is to be agreed to, with its words."""
        return [(self[CONSENT + text.purpose.slug], text) for text in self.purposes]

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if "group" in self.fields and not values.get("group") and not values.get("code"):
            self.add_error("group", _("Please choose what you come as."))
        return values

    @property
    def typed(self) -> Typed:
        values = self.cleaned_data
        code = values.get("code", "")
        return Typed(
            email=values["email"],
            name=values["name"],
            organisation=values.get("organisation", ""),
            group=None if code else named(self.groups, values.get("group", "")),
            code=code,
            answers=self.answers,
            needs_assistance=values.get(ASSISTANCE, False),
            agreed=tuple(text for text in self.purposes if values.get(CONSENT + text.purpose.slug)),
            language=get_language() or "",
        )


def named(groups: Iterable[Group], slug: str) -> Group | None:
    return next((group for group in groups if group.slug == slug), None)


def field_for(extra: ExtraField) -> forms.Field:
    """Return the form's field for something a convention asks."""
    facts: dict[str, Any] = {
        "label": str(extra.label),
        "help_text": str(extra.hint),
        "required": extra.is_required,
        "error_messages": {"required": _("Please answer this.")},
    }
    if extra.kind == FieldKind.CHECK:
        return forms.BooleanField(**facts)
    if extra.kind == FieldKind.CHOICE:
        choices = extra.choices_in(get_language() or "")
        return forms.ChoiceField(choices=[("", _("Please choose")), *choices], **facts)
    if extra.kind == FieldKind.TEXT:
        widget = forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_TEXT})
        return forms.CharField(max_length=LONGEST_TEXT, widget=widget, **facts)
    return LineField(max_length=LONGEST_LINE, **facts)


def kept_as(extra: ExtraField, value: object) -> str:
    """Return an answer as it is kept: words, or “yes” for a box that was ticked."""
    if extra.kind == FieldKind.CHECK:
        return "yes" if value else ""
    return str(value or "").strip()


def consent_field(text: PurposeText) -> forms.BooleanField:
    """Return the box for a purpose."""
    return forms.BooleanField(
        label=str(text.purpose),
        required=text.purpose.is_required,
        error_messages={"required": _("Without this you cannot register.")},
    )
