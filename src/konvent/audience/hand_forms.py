# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is typed to raise a hand without a script, and what moderators decide about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from konvent.audience.models import Floor
from konvent.audience.models.questions import LONGEST_NAME
from konvent.foundation.forms import StaffForm

if TYPE_CHECKING:
    from konvent.foundation.refusals import RefusedError


class HandForm(forms.Form):
    """The name by which somebody is called."""

    name = forms.CharField(
        label=_("Your name, as the moderators call you"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST_NAME, "autocomplete": "name"}),
    )

    def refuse(self, refusal: RefusedError) -> None:
        """Show why it was not raised."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class TakingHandsForm(StaffForm):
    """Whether people can raise a hand in one session."""

    takes_hands = forms.BooleanField(
        label=_("people can raise a hand"),
        help_text=_("Switching it off lowers all hands."),
        required=False,
    )

    class Meta:
        model = Floor
        fields = ("takes_hands",)
