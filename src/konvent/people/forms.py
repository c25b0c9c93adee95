# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What organisers may type about staff, persons and organisations, and staff about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.forms import ResetPasswordForm
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konvent.foundation.addresses import AddressField
from konvent.foundation.forms import StaffForm
from konvent.foundation.lines import LineField
from konvent.people.actions.staff import ask_for_password
from konvent.people.models import Duty, Organisation, Person, User

if TYPE_CHECKING:
    from django.http import HttpRequest

    from konvent.convention.models import Convention
    from konvent.foundation.refusals import RefusedError


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]  # allauth has no types
    """Asks for a link to a new password; neither work nor answer say whose an address is."""

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def save(self, request: HttpRequest, **_more: Any) -> str:  # noqa: ANN401, ARG002 -- allauth's signature
        """Hand it on, as allauth wants a form to do."""
        email: str = self.cleaned_data["email"]
        ask_for_password(email=email, at=timezone.now())
        return email


class PersonForm(StaffForm):
    rows: ClassVar = {"biography": 5}

    class Meta:
        model = Person
        fields = ("name", "position", "organisation", "biography", "is_fictional")
        help_texts: ClassVar = {"biography": _("Markdown.")}

    def __init__(self, *args: Any, convention: Convention, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, languages=convention.languages, **options)
        organisations = Organisation.objects.filter(convention=convention).order_by("name", "pk")
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]  # a choice of models


class OrganisationForm(StaffForm):
    website = forms.URLField(label=_("website"), required=False, assume_scheme="https")
    rows: ClassVar = {"description": 5}

    class Meta:
        model = Organisation
        fields = ("name", "kind", "website", "description", "is_fictional")
        help_texts: ClassVar = {"description": _("Markdown.")}


class RoleForm(forms.Form):
    email = AddressField(label=_("e-mail address"), max_length=254)
    name = LineField(
        label=_("name"),
        max_length=150,
        required=False,
        help_text=_("For somebody who has no account here yet."),
    )
    duty = forms.ChoiceField(label=_("duty"), choices=Duty.choices)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        email = values.get("email")
        if email and not values.get("name"):
            there = User.objects.filter(email__iexact=email).first()
            if there is None:
                self.add_error("name", _("Nobody has this address yet: please give a name."))
        return values

    @property
    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [("", self.visible_fields())]

    def refuse(self, refusal: RefusedError) -> None:
        self.add_error(None, str(refusal))
