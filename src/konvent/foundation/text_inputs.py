# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One input per language, side by side, for a text in several languages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 20_000


def name_of(language: str) -> str:
    """Return what a language is called in itself, such as Deutsch."""
    try:
        return str(get_language_info(language)["name_local"]).capitalize()
    except KeyError:
        return language


class TextsWidget(forms.MultiWidget):
    """An input for each language; with more than one row, a text area."""

    template_name = "foundation/forms/texts.html"

    def __init__(self, languages: Iterable[str] = (), rows: int = 1) -> None:
        self.languages = list(languages)
        self.rows = rows
        super().__init__(widgets={language: self._part(language) for language in self.languages})

    def _part(self, language: str) -> forms.Widget:
        if self.rows > 1:
            return forms.Textarea(attrs={"rows": self.rows, "lang": language})
        return forms.TextInput(attrs={"lang": language})

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        return [(value or {}).get(language, "") for language in self.languages]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:  # noqa: ANN401 -- Django's signature
        context = super().get_context(name, value, attrs)
        parts = context["widget"]["subwidgets"]
        for language, part in zip(self.languages, parts, strict=True):
            part["language"] = name_of(language)
        return context

    def id_for_label(self, id_: str) -> str:
        return f"{id_}_0"


class TextsField(forms.MultiValueField):
    """Texts by language; one that is required needs at least one language."""

    widget: TextsWidget

    def __init__(self, **options: Any) -> None:  # noqa: ANN401 -- Django's signature
        self._max_length = options.pop("max_length", LONGEST)
        options.setdefault("widget", TextsWidget())
        super().__init__(fields=(), require_all_fields=False, **options)
        self.speak([code for code, _ in settings.LANGUAGES])

    def speak(self, languages: Iterable[str], rows: int = 1) -> None:
        """Ask for these languages, in inputs of so many rows."""
        languages = tuple(languages)
        self.widget = TextsWidget(languages, rows)
        self.widget.is_required = False
        self.fields = tuple(self._part(language) for language in languages)

    def _part(self, language: str) -> forms.CharField:
        return forms.CharField(label=language, max_length=self._max_length, required=False)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        texts = zip(self.widget.languages, data_list, strict=False)
        return {language: text for language, text in texts if text}
