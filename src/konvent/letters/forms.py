# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What organisers type about letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from konvent.foundation.forms import StaffForm
from konvent.foundation.text_inputs import TextsField
from konvent.letters.composing import missing_in, unknown_in
from konvent.letters.models import Wording

if TYPE_CHECKING:
    from konvent.foundation.texts import Text
    from konvent.letters.kinds import LetterKind

LONGEST_SUBJECT = 150
LONGEST_BODY = 10_000


class WordingForm(StaffForm):
    """Subject and text in each language of the convention."""

    subject = TextsField(label=_("subject"), max_length=LONGEST_SUBJECT, required=False)
    body = TextsField(label=_("text"), max_length=LONGEST_BODY, required=False)
    rows: ClassVar = {"body": 16}

    class Meta:
        model = Wording
        fields = ("subject", "body")

    def __init__(self, *args: Any, kind: LetterKind, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        self.kind = kind

    def clean_subject(self) -> Text:
        return self._checked("subject")

    def clean_body(self) -> Text:
        texts = self._checked("body")
        lacking = {name for text in texts.values() for name in missing_in(text, self.kind)}
        if lacking:
            raise forms.ValidationError(
                _("Without %(words)s the letter is of no use: please put it back."),
                params={"words": ", ".join(f"{{{word}}}" for word in sorted(lacking))},
            )
        return texts

    def _checked(self, name: str) -> Text:
        texts: Text = self.cleaned_data[name]
        unknown = [word for text in texts.values() for word in unknown_in(text, self.kind)]
        if unknown:
            raise forms.ValidationError(
                _("Nothing would ever stand for %(words)s: please choose from the list below."),
                params={"words": ", ".join(dict.fromkeys(unknown))},
            )
        return texts
