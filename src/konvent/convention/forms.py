# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What organisers may type about a convention and its days."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention, Day
from konvent.convention.pictures import take_picture
from konvent.foundation.forms import KeptFile, StaffForm
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from django.core.files.base import ContentFile

    from konvent.convention.pictures import Use


@cache
def zones() -> list[tuple[str, str]]:
    """Return the time zones of places, not those of history and of machines."""
    places = sorted(
        name
        for name in available_timezones()
        if "/" in name and not name.startswith(("Etc/", "SystemV/", "US/", "posix/", "right/"))
    )
    return [(name, name.replace("_", " ")) for name in ("UTC", *places)]


class ConventionForm(StaffForm):
    languages = forms.MultipleChoiceField(
        label=_("languages"), choices=settings.LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    default_language = forms.ChoiceField(label=_("first language"), choices=settings.LANGUAGES)
    timezone = forms.ChoiceField(
        label=_("time zone"),
        choices=zones,
        initial="Europe/Berlin",
        help_text=_("Everything keeps its moment; the hours shown follow the zone."),
    )
    rows: ClassVar = {"description": 5, "imprint": 5, "privacy_notice": 5}
    groups = (
        (_("Who and how"), ("host", "contact_email", "languages", "default_language", "timezone")),
        (_("Who is responsible"), ("imprint", "privacy_notice")),
        (
            _("Who sees what"),
            ("stage_access", "is_public", "is_current", "timeslot_minutes"),
        ),
    )

    class Meta:
        model = Convention
        fields = (
            "title",
            "subtitle",
            "description",
            "host",
            "contact_email",
            "imprint",
            "privacy_notice",
            "languages",
            "default_language",
            "timezone",
            "stage_access",
            "is_public",
            "is_current",
            "timeslot_minutes",
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        languages = values.get("languages")
        if languages and values.get("default_language") not in languages:
            self.add_error(
                "default_language", _("Please choose one of the convention's languages.")
            )
        return values


class NewConventionForm(ConventionForm):
    class Meta:
        model = Convention
        fields = ("slug", *ConventionForm.Meta.fields)


class LookForm(StaffForm):
    class Meta:
        model = Convention
        fields = ("primary_colour", "accent_colour", "logo", "picture")
        widgets: ClassVar = {
            "primary_colour": forms.TextInput(attrs={"type": "color"}),
            "accent_colour": forms.TextInput(attrs={"type": "color"}),
        }
        help_texts: ClassVar = {
            "logo": _("PNG, JPEG or WebP, up to 8 MB; shown at a height of 40 pixels."),
            "picture": _("PNG, JPEG or WebP, up to 8 MB; shown wide, on the home page."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        for use in ("logo", "picture"):
            # The content decides, not the browser's or Django's idea of it.
            field = forms.FileField(
                label=self.fields[use].label,
                help_text=self.fields[use].help_text,
                required=False,
                widget=KeptFile(attrs={"accept": "image/png,image/jpeg,image/webp"}),
            )
            self.fields[use] = field

    def clean_logo(self) -> object:
        return self._picture("logo")

    def clean_picture(self) -> object:
        return self._picture("picture")

    def _picture(self, use: Use) -> ContentFile[bytes] | object:
        if use not in self.files:
            return self.cleaned_data[use] or ("" if self.cleaned_data[use] is False else None)
        try:
            return take_picture(self.cleaned_data[use], use)
        except RefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from None

    @property
    def values(self) -> dict[str, Any]:
        """What is to change; a picture that was left alone is not named."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name not in {"logo", "picture"} or name in self.changed_data
        }


class DayForm(StaffForm):
    instance: Day
    date = forms.DateField(
        label=_("date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    opens = forms.TimeField(
        label=_("start"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    closes = forms.TimeField(
        label=_("end"),
        help_text=_("An hour before the start means the next morning."),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )

    class Meta:
        model = Day
        fields = ("date", "theme")

    def __init__(self, *args: Any, zone: ZoneInfo, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        self.zone = zone
        self.order_fields(["date", "opens", "closes", "theme"])
        if self.instance.pk:
            self.initial["opens"] = localtime(self.instance.starts_at, zone).time()
            self.initial["closes"] = localtime(self.instance.ends_at, zone).time()

    @property
    def values(self) -> dict[str, Any]:
        """The day's facts, its hours as moments."""
        typed = self.cleaned_data
        starts_at = datetime.combine(typed["date"], typed["opens"], self.zone)
        ends_at = datetime.combine(typed["date"], typed["closes"], self.zone)
        if ends_at <= starts_at:
            ends_at = datetime.combine(
                typed["date"] + timedelta(days=1), typed["closes"], self.zone
            )
        return {
            "date": typed["date"],
            "starts_at": starts_at,
            "ends_at": ends_at,
            "theme": typed["theme"],
        }
