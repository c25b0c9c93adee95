# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Texts in several languages side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.text import capfirst
from django.utils.translation import get_language

from konvent.foundation.text_inputs import TextsField

if TYPE_CHECKING:
    from collections.abc import Mapping

if TYPE_CHECKING:
    JSONField = models.JSONField[Any, Any]
else:
    JSONField = models.JSONField  # generic only for the type checker

FALLBACKS = ("de", "en")


class Text(dict[str, str]):
    """A text by language, as ``{"de": "Eröffnung", "en": "Opening"}``; empty ones are left out."""

    def __init__(self, texts: Mapping[str, str] | None = None) -> None:
        super().__init__({lang: text for lang, text in (texts or {}).items() if text})

    def best_language(self, wanted: str | None = None) -> str:
        """Return the language to show: the wanted one, else the nearest there is, else ""."""
        wanted = (wanted or get_language() or FALLBACKS[0]).partition("-")[0]
        for language in (wanted, *FALLBACKS, *sorted(self)):
            if language in self:
                return language
        return ""

    def within(self, language: str | None = None) -> str:
        """Return the text in this language (default: the active one) or the nearest there is."""
        return self.get(self.best_language(language), "")

    def __str__(self) -> str:
        return self.within()

    def __hash__(self) -> int:  # type: ignore[override]  # a Text is never changed once made
        return hash(tuple(sorted(self.items())))


class TextAttribute(DeferredAttribute):
    """Keeps a Text, whatever kind of mapping a form or an action assigns."""

    def __set__(self, thing: models.Model, value: object) -> None:
        if isinstance(value, dict) and not isinstance(value, Text):
            value = Text(value)
        thing.__dict__[self.field.attname] = value


class TextField(JSONField):
    """A column that holds a Text."""

    descriptor_class = TextAttribute

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's signature
        kwargs.setdefault("default", Text)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **options: Any) -> TextsField:  # noqa: ANN401 -- Django's signature
        """Ask for the text in every language."""
        facts = {
            "required": not self.blank,
            "label": capfirst(self.verbose_name),
            "help_text": self.help_text,
        }
        return TextsField(**(facts | options))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Text:  # noqa: ANN401 -- Django's signature
        return Text(super().from_db_value(value, expression, connection))

    def to_python(self, value: Any) -> Text:  # noqa: ANN401 -- Django's signature
        return Text(super().to_python(value))
