# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What moderators type to give somebody on stage a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.utils.translation import gettext_lazy as _

from konvent.registration.models import LONGEST_SPEAKER

if TYPE_CHECKING:
    from konvent.foundation.refusals import RefusedError


class SpeakerLinkForm(forms.Form):
    """For whom a link is."""

    name = forms.CharField(
        label=_("Somebody else, or a screen beside the stage"),
        error_messages={"required": _("Please say for whom the link is.")},
        widget=forms.TextInput(attrs={"maxlength": LONGEST_SPEAKER, "autocomplete": "off"}),
    )

    @property
    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields, without headings."""
        return [("", self.visible_fields())]

    def refuse(self, refusal: RefusedError) -> None:
        """Show why the link was not made."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))
