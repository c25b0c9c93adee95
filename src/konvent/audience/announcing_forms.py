# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is typed to tell everybody something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from konvent.audience.models import Announcement
from konvent.foundation.forms import StaffForm
from konvent.programme.models import Room

if TYPE_CHECKING:
    from konvent.convention.models import Convention


class AnnouncementForm(StaffForm):
    """A sentence, how much it matters, and where it is read."""

    room = forms.ModelChoiceField(
        label=_("where"), queryset=Room.objects.none(), required=False, empty_label=_("everywhere")
    )
    rows: ClassVar = {"text": 2}

    class Meta:
        model = Announcement
        fields = ("text", "level", "room")
        help_texts: ClassVar = {
            "level": _(
                "An emergency cannot be put away, and interrupts who listens to a screen reader."
            )
        }

    def __init__(self, *args: Any, convention: Convention, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        stages = convention.rooms.filter(has_picture=True).order_by("pk")
        self.fields["room"].queryset = stages  # type: ignore[attr-defined]  # a choice among things
