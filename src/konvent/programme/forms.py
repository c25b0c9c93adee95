# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What organisers may type about the programme."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from konvent.foundation.forms import Moment, StaffForm
from konvent.foundation.text_inputs import TextsField, name_of
from konvent.programme.models import Room, Session, SpeakerRole, Track
from konvent.programme.picks import PicksField

if TYPE_CHECKING:
    from konvent.convention.models import Convention
    from konvent.people.models import Person

LONGEST_SESSION = 24 * 60


class RoomForm(StaffForm):
    rows: ClassVar = {"description": 3}

    class Meta:
        model = Room
        fields = ("name", "has_picture", "colour", "position", "capacity", "description")


class TrackForm(StaffForm):
    class Meta:
        model = Track
        fields = ("name", "colour", "position")


class SessionForm(StaffForm):
    instance: Session
    starts_at = Moment(label=_("start"), required=False)
    minutes = forms.IntegerField(
        label=_("duration in minutes"), min_value=0, max_value=LONGEST_SESSION, initial=30
    )
    cast = PicksField(
        label=_("speakers"),
        help_text=_("Type a name and choose from the suggestions. Save to get more rows."),
    )
    hosts = PicksField(label=_("hosted by"))
    language = forms.ChoiceField(label=_("language"), required=False)
    url = forms.URLField(
        label=_("page elsewhere"), required=False, max_length=500, assume_scheme="https"
    )
    rows: ClassVar = {"abstract": 4, "description": 8}
    groups = (
        (_("Where and when"), ("room", "starts_at", "minutes", "is_cancelled")),
        (_("Who"), ("cast", "hosts")),
        (_("Texts"), ("subtitle", "abstract", "description")),
        (
            _("Further facts"),
            (
                "track",
                "language",
                "level",
                "do_not_record",
                "recording_license",
                "url",
                "is_fictional",
            ),
        ),
    )

    class Meta:
        model = Session
        fields = (
            "title",
            "kind",
            "room",
            "is_cancelled",
            "subtitle",
            "abstract",
            "description",
            "track",
            "level",
            "do_not_record",
            "recording_license",
            "url",
            "is_fictional",
        )
        labels: ClassVar = {"room": _("stage or room"), "track": _("track")}

    def __init__(self, *args: Any, convention: Convention, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, languages=convention.languages, **options)
        for name, nouns in (("room", convention.rooms), ("track", convention.tracks)):
            self.fields[name].queryset = nouns.order_by("position", "pk")  # type: ignore[attr-defined]  # a choice of models
        self._offer_languages(convention)
        self._offer_people(convention)
        self._show_present()

    def _offer_languages(self, convention: Convention) -> None:
        codes = dict.fromkeys([*convention.languages, self.instance.language])
        choices = [("", "—"), *((code, name_of(code)) for code in codes if code)]
        self.fields["language"].choices = choices  # type: ignore[attr-defined]  # a choice

    def _offer_people(self, convention: Convention) -> None:
        people = convention.people.order_by("name", "pk")
        organisations = convention.organisations.order_by("name", "pk")
        cast, hosts = self.fields["cast"], self.fields["hosts"]
        cast.choose_from({label(person): person for person in people}, SpeakerRole.choices)  # type: ignore[attr-defined]  # our own field
        hosts.choose_from({f"{one.name} · {one.slug}": one for one in organisations})  # type: ignore[attr-defined]  # our own field

    def _show_present(self) -> None:
        if not self.instance.pk:
            return
        self.initial["starts_at"] = self.instance.starts_at
        self.initial["minutes"] = int(self.instance.duration.total_seconds() // 60)
        self.initial["language"] = self.instance.language
        speakers = self.instance.speakers.select_related("person").order_by("position", "pk")
        self.initial["cast"] = [(label(s.person), s.role) for s in speakers]
        partners = self.instance.partners.order_by("name", "pk")
        self.initial["hosts"] = [(f"{one.name} · {one.slug}", "") for one in partners]

    @property
    def values(self) -> dict[str, Any]:
        """The session's own facts."""
        typed = dict(self.cleaned_data)
        typed["duration"] = self._duration(typed.pop("minutes"))
        typed["partners"] = [one for one, _role in typed.pop("hosts")]
        del typed["cast"]
        return typed

    def _duration(self, minutes: int) -> timedelta:
        """Keep the seconds that an imported session may have, as long as the minutes stay."""
        if self.instance.pk and self.initial.get("minutes") == minutes:
            return self.instance.duration
        return timedelta(minutes=minutes)

    @property
    def people(self) -> list[tuple[Person, str]]:
        """Who appears, and in which role."""
        return list(self.cleaned_data["cast"])


def label(person: Person) -> str:
    """Return a person's name with the code that tells them from others of that name."""
    return f"{person.name} · {person.code}"


class NoteForm(forms.Form):
    """What a version brings, in a sentence."""

    note = TextsField(
        label=_("note"), required=False, help_text=_("What is new, in a sentence. Visitors see it.")
    )

    def __init__(self, *args: Any, languages: list[str], **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        self.fields["note"].speak(languages)  # type: ignore[attr-defined]  # our own field


class UploadForm(forms.Form):
    """A programme from a planning tool."""

    file = forms.FileField(
        label=_("file"), widget=forms.FileInput(attrs={"accept": ".xml,.json,.gz"})
    )
