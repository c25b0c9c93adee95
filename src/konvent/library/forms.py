# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the staff types about recordings."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konvent.foundation.forms import Moment, StaffForm
from konvent.foundation.languages import name_of_language
from konvent.foundation.texts import Text
from konvent.library.models import CompanionKind, RecordingRules
from konvent.library.player import clock_length
from konvent.library.queries import chapters_of
from konvent.programme.models import Room

if TYPE_CHECKING:
    from collections.abc import Iterable

    from konvent.foundation.refusals import RefusedError
    from konvent.library.models import Recording

WRITTEN = ("de", "en", "fr", "es", "it", "nl", "da", "pl", "cs", "uk", "ru", "tr", "ar")
"""Languages in which captions may be written; a convention's own come first."""

MOST_SECONDS = 12 * 3600


class PlainForm(forms.Form):
    """A form of the staff area whose fields stand below each other without headings."""

    @property
    def grouped(self) -> list[tuple[str, list[forms.BoundField]]]:
        return [("", self.visible_fields())]


class CaptionFileForm(PlainForm):
    """Captions from a file, in a language that has none yet."""

    language = forms.ChoiceField(label=_("language"))
    file = forms.FileField(
        label=_("file"),
        widget=forms.FileInput(attrs={"accept": ".vtt,.srt"}),
        help_text=_("WebVTT (.vtt) or SubRip (.srt), with the times of the player."),
    )

    def __init__(self, *args: Any, languages: Iterable[str], **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        codes = dict.fromkeys((*languages, *WRITTEN))
        self.fields["language"].choices = [(code, name_of_language(code)) for code in codes]  # type: ignore[attr-defined]  # it is a choice

    def refuse(self, refusal: RefusedError) -> None:
        """Show why the captions were not taken."""
        self.add_error(refusal.field or "file", str(refusal))


class CaptionsForm(forms.Form):
    """Captions as they are typed."""

    content = forms.CharField(
        label=_("captions"),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "true"}),
        help_text=_("As WebVTT: a time, below it the words, then an empty line."),
    )
    is_published = forms.BooleanField(label=_("shown to viewers"), required=False)

    def refuse(self, refusal: RefusedError) -> None:
        """Show why the captions were not saved."""
        self.add_error(refusal.field if refusal.field in self.fields else "content", str(refusal))


class RulesForm(StaffForm):
    class Meta:
        model = RecordingRules
        fields = ("are_published_at_once", "films_are_made", "days_kept")


class CutForm(forms.Form):
    """Where a recording starts and ends, by the convention's clock."""

    cut_from = Moment(
        label=_("starts at"),
        required=False,
        help_text=_("Empty: with the beginning of the session."),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
        ),
    )
    cut_until = Moment(
        label=_("ends at"),
        required=False,
        help_text=_("Empty: with the end of the session."),
        widget=forms.DateTimeInput(
            attrs={"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
        ),
    )

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        for field in self.fields.values():
            field.widget.attrs["data-zone"] = timezone.get_current_timezone_name()

    def refuse(self, refusal: RefusedError) -> None:
        """Show why it was not cut."""
        self.add_error(refusal.field, str(refusal))


class ChaptersForm(forms.Form):
    """Chapters as they are typed, one in each line, in each of the convention's languages."""

    LINE = re.compile(r"((?:\d{1,2}:)?\d{1,3}:\d{2})\s+(.+)")

    def __init__(self, *args: Any, recording: Recording, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        self.recording = recording
        self.marks: dict[float, Text] = {}
        for language in recording.convention.languages:
            self.fields[language] = forms.CharField(
                label=name_of_language(language),
                required=False,
                initial=self._written(language),
                widget=forms.Textarea(attrs={"rows": 8, "lang": language}),
                help_text=_("Such as: 12:30 The first question"),
            )

    def _written(self, language: str) -> str:
        return "\n".join(
            f"{clock_length(chapter.starts_in)} {chapter.title[language]}"
            for chapter in chapters_of(self.recording)
            if language in chapter.title
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or self.cleaned_data
        titles: dict[float, dict[str, str]] = {}
        for language, text in list(values.items()):
            for number, line in enumerate(text.splitlines(), start=1):
                if line.strip():
                    self._take(language, number, line.strip(), titles)
        self.marks = {second: Text(title) for second, title in titles.items()}
        return values

    def _take(
        self, language: str, number: int, line: str, titles: dict[float, dict[str, str]]
    ) -> None:
        found = self.LINE.fullmatch(line)
        if found is None:
            words = _("Line %(number)s: please write a time such as 12:30, then a title.")
            self.add_error(language, words % {"number": number})
            return
        second = 0.0
        for part in found[1].split(":"):
            second = 60 * second + int(part)
        if second >= self.recording.duration.total_seconds():
            words = _("Line %(number)s: the recording ends before that.")
            self.add_error(language, words % {"number": number})
        titles.setdefault(second, {})[language] = found[2]

    def refuse(self, refusal: RefusedError) -> None:
        """Show why the chapters were not saved."""
        self.add_error(None, str(refusal))


class CompanionForm(PlainForm):
    """What another stage showed meanwhile, as a second picture or sound."""

    kind = forms.ChoiceField(label=_("kind"), choices=CompanionKind.choices)
    language = forms.ChoiceField(label=_("language"))
    room = forms.ModelChoiceField(
        label=_("stage"),
        queryset=Room.objects.none(),
        help_text=_("Whose picture or sound it is: interpreters send to a stage of their own."),
    )
    later = forms.FloatField(
        label=_("later by seconds"),
        initial=0,
        min_value=-60,
        max_value=60,
        required=False,
        help_text=_("Both are in step by the clock. If they are not to your ears, move it here."),
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )

    def __init__(self, *args: Any, recording: Recording, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        rooms = recording.convention.rooms.filter(has_picture=True).exclude(
            pk=recording.room_id or 0
        )
        self.fields["room"].queryset = rooms.order_by("position", "pk")  # type: ignore[attr-defined]  # it is a choice
        self.fields["language"].choices = _languages_for(recording)  # type: ignore[attr-defined]  # it is a choice

    def clean_later(self) -> float:
        return float(self.cleaned_data["later"] or 0.0)

    def refuse(self, refusal: RefusedError) -> None:
        """Show why it was not added."""
        self.add_error(refusal.field, str(refusal))


class CompanionFileForm(PlainForm):
    """A second picture or sound from a file."""

    kind = forms.ChoiceField(label=_("kind"), choices=CompanionKind.choices)
    language = forms.ChoiceField(label=_("language"))
    file = forms.FileField(
        label=_("file"),
        widget=forms.FileInput(attrs={"accept": "video/*,audio/*,.mkv,.mov,.ts,.webm,.flac,.ogg"}),
        help_text=_(
            "Sign language: a video. Sound: MP3, M4A, WAV, Ogg, FLAC, or a video that has it. "
            "Stay on this page until it is sent."
        ),
    )
    begins = forms.FloatField(
        label=_("begins at second"),
        initial=0,
        min_value=-MOST_SECONDS,
        max_value=MOST_SECONDS,
        required=False,
        help_text=_(
            "Of the recording, as the player counts. Less than zero: so much of the file's "
            "beginning is left out."
        ),
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )

    def __init__(self, *args: Any, recording: Recording, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        self.fields["language"].choices = _languages_for(recording)  # type: ignore[attr-defined]  # it is a choice

    def clean_begins(self) -> float:
        return float(self.cleaned_data["begins"] or 0.0)

    def refuse(self, refusal: RefusedError) -> None:
        """Show why it was not taken."""
        self.add_error(refusal.field or "file", str(refusal))


def _languages_for(recording: Recording) -> list[tuple[str, str]]:
    """Return the languages to choose from, those of the convention first."""
    codes = dict.fromkeys((*recording.convention.languages, *WRITTEN))
    return [(code, name_of_language(code)) for code in codes]
