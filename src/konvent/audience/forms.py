# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What people type when they ask, and moderators when they answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from konvent.audience.models import Floor, QuestionDefaults
from konvent.audience.models.questions import LONGEST_NAME, LONGEST_QUESTION
from konvent.audience.wishes import Ask
from konvent.foundation.forms import StaffForm

if TYPE_CHECKING:
    from konvent.foundation.refusals import RefusedError


class QuestionForm(forms.Form):
    """A question, and the name it is asked with; too much text is refused in words."""

    text = forms.CharField(
        label=_("Your question"),
        widget=forms.Textarea(attrs={"rows": 3, "maxlength": LONGEST_QUESTION}),
        error_messages={"required": _("Please write your question.")},
    )
    name = forms.CharField(
        label=_("Your name, as everybody sees it"),
        required=False,
        widget=forms.TextInput(attrs={"maxlength": LONGEST_NAME, "autocomplete": "name"}),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)
    is_sure = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, session: str, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        self.session = session

    def ask_for_name(self, *, is_needed: bool) -> None:
        """Say whether a question is taken without a name."""
        self.fields["name"].help_text = (
            "" if is_needed else _("Leave it empty to ask without a name.")
        )

    @property
    def wish(self) -> Ask:
        typed = self.cleaned_data
        return Ask(
            session=self.session,
            key=typed["key"],
            text=typed["text"],
            name=typed["name"],
            is_sure=typed["is_sure"],
        )

    def refuse(self, refusal: RefusedError) -> None:
        """Show why it was not taken."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))


class DefaultsForm(StaffForm):
    """The rules of a convention."""

    class Meta:
        model = QuestionDefaults
        fields = ("moderation", "naming")


class RulesForm(StaffForm):
    """The rules of one session; what it leaves open, the convention says."""

    class Meta:
        model = Floor
        fields = ("taking", "moderation", "naming")

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        for name in ("moderation", "naming"):
            field = self.fields[name]
            field.choices = [("", _("as in the whole convention")), *field.choices[1:]]  # type: ignore[attr-defined]  # a choice
