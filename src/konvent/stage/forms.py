# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a producer says of a slate; what was uploaded is looked into before it is taken."""

from __future__ import annotations

import hashlib
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _

from konvent.convention.pictures import take_picture
from konvent.foundation.forms import KeptFile, StaffForm
from konvent.foundation.media.probe import look_into_music
from konvent.foundation.refusals import RefusedError
from konvent.stage.models import Slate

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.core.files.uploadedfile import UploadedFile

LARGEST_MUSIC = 20_000_000
UPLOADED = {
    "picture": (
        _("PNG, JPEG or WebP, up to 8 MB; shown at 1280 by 720, the words over its lower part."),
        "image/png,image/jpeg,image/webp",
    ),
    "music": (
        _(
            "MP3, M4A, Ogg, FLAC or WAV, up to 20 MB. Up to five minutes are played over and over. "
            "Playing music to the public may need a licence."
        ),
        "audio/*",
    ),
}


class SlateForm(StaffForm):
    class Meta:
        model = Slate
        fields = ("lines", "picture", "music")

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        super().__init__(*args, **options)
        for name, (help_text, kinds) in UPLOADED.items():
            # The content decides, not the browser's or Django's idea of it.
            self.fields[name] = forms.FileField(
                label=self.fields[name].label,
                help_text=help_text,
                required=False,
                widget=KeptFile(attrs={"accept": kinds}),
            )

    def clean_picture(self) -> object:
        return self._file("picture", lambda upload: take_picture(upload, "picture"))

    def clean_music(self) -> object:
        return self._file("music", take_music)

    def _file(self, name: str, take: Callable[[UploadedFile[bytes]], ContentFile[bytes]]) -> object:
        value = self.cleaned_data[name]
        if name not in self.files:
            return value or ("" if value is False else None)
        try:
            return take(value)
        except RefusedError as refusal:
            raise forms.ValidationError(str(refusal)) from None

    @property
    def values(self) -> dict[str, Any]:
        """What is to change; a file that was left alone is not named."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if name in self._files_that_change or name not in UPLOADED
        }

    @property
    def _files_that_change(self) -> set[str]:
        return {name for name in UPLOADED if name in self.changed_data}


def take_music(upload: UploadedFile[bytes]) -> ContentFile[bytes]:
    """Return a piece of music as it is, under a name of ours. Raises RefusedError."""
    if (upload.size or 0) > LARGEST_MUSIC:
        raise RefusedError(_("This file is larger than 20 MB. Please choose a smaller one."))
    content = upload.read()
    with NamedTemporaryFile() as file:
        file.write(content)
        file.flush()
        facts = look_into_music(Path(file.name))
    digest = hashlib.sha256(content).hexdigest()[:16]
    return ContentFile(content, name=f"music-{digest}.{facts.container}")
