# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What people type at the door, and organisers about tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from konvent.foundation.addresses import AddressField
from konvent.foundation.forms import StaffForm
from konvent.foundation.lines import LineField
from konvent.foundation.text_inputs import name_of
from konvent.registration.models import LONGEST_ADDRESS, Capacity, Ticket, TicketLane

if TYPE_CHECKING:
    from konvent.convention.models import Convention
    from konvent.foundation.refusals import RefusedError


class LinkForm(forms.Form):
    """The address a new link shall go to."""

    email = AddressField(
        label=_("E-mail address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "required": _("Please give the address you registered with."),
            "invalid": _("This is no e-mail address. It looks like name@example.org."),
        },
    )


class NewAddressForm(LinkForm):
    """Where somebody wants to get their letters from now on."""

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        self.fields["email"].label = _("New e-mail address")
        self.fields["email"].error_messages["required"] = _("Please give the new address.")

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        return email.strip().lower()


class LaneForm(forms.Form):
    """Which way somebody takes when the house is full."""

    lane = forms.ChoiceField(
        label=_("When there is a queue at the doors"),
        choices=TicketLane.choices,
        required=False,
    )

    @property
    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields, without headings."""
        return [("", self.visible_fields())]

    def refuse(self, refusal: RefusedError) -> None:
        """Show why the action was not done."""
        self.add_error(refusal.field, str(refusal))


class IssueForm(LaneForm):
    """Who shall get a ticket."""

    email = AddressField(label=_("E-mail address"), max_length=LONGEST_ADDRESS)
    name = LineField(label=_("Name"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language of the mails"))
    field_order = ("email", "name", "language", "lane")

    def __init__(self, *args: Any, convention: Convention, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        languages = [convention.default_language, *convention.languages]
        choices = [(code, name_of(code)) for code in dict.fromkeys(languages)]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]  # a choice


class TicketNameForm(StaffForm):
    """How somebody is called on their ticket."""

    class Meta:
        model = Ticket
        fields = ("name",)
        field_classes: ClassVar = {"name": LineField}


class CapacityForm(StaffForm):
    class Meta:
        model = Capacity
        fields = ("people", "per_second", "puts_aside")
