# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What people type in a chat without a script, and what moderators say about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from konvent.audience.models import Chat
from konvent.audience.models.chat import LONGEST_CHAT, SLOWEST
from konvent.audience.models.questions import LONGEST_NAME
from konvent.foundation.forms import StaffForm

if TYPE_CHECKING:
    from konvent.foundation.refusals import RefusedError


class MessageForm(forms.Form):
    """A message; too much text is refused in words."""

    text = forms.CharField(
        label=_("Your message"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": LONGEST_CHAT}),
    )
    name = forms.CharField(
        label=_("Your name, as everybody sees it"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST_NAME, "autocomplete": "name"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    reply_to = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def refuse(self, refusal: RefusedError) -> None:
        """Show why it was not said."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class ChatForm(StaffForm):
    """Whether people can write, and how fast."""

    pause = forms.IntegerField(
        label=_("seconds between two messages of one person"),
        help_text=_("0 is as fast as one can type; 30 makes a chat slow."),
        min_value=0,
        max_value=SLOWEST,
        initial=0,
    )

    class Meta:
        model = Chat
        fields = ("is_open", "pause")
