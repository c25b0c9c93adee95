# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tell the language of a file and of its sessions."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from collections.abc import Iterable

    from konvent.programme.formats.feed import Feed
    from konvent.programme.formats.remarks import Remarks

SPOKEN = ("de", "en")
"""Languages a convention shows side by side."""

NAMES = {"german": "de", "deutsch": "de", "english": "en", "englisch": "en", "formal": ""}
WORDS = {
    "de": frozenset({"der", "die", "und", "das", "nicht", "ist", "wie", "für", "mit", "ein"}),
    "en": frozenset({"the", "and", "of", "to", "is", "for", "how", "with", "you", "an"}),
}
SEPARATORS = re.compile(r"[,;/&\s]+")
ENOUGH = 20_000
"""Words that are read to tell a language."""


def tidy_language(text: str) -> str:
    """Return what a session says of its language in codes, such as "de" or "de, en"."""
    words = [word for word in SEPARATORS.split(text.strip().lower()) if word]
    return ", ".join(NAMES.get(word, word) for word in words)[:20].strip(", ")


def language_of_texts(session_language: str, usual: str) -> str:
    """Return the language a session's texts are filed under."""
    first = session_language.partition(",")[0].partition("-")[0].partition("_")[0]
    return first if first in SPOKEN else usual


def usual_language(feed: Feed, wanted: str, remarks: Remarks) -> str:
    """Return the language of the file: wanted, declared, or that of most sessions or words."""
    defaults = feed.conference.facts.get("defaults") or {}
    declared = [wanted, defaults.get("language"), *_names(feed.conference.facts.get("languages"))]
    for language in declared:
        if language in SPOKEN:
            return str(language)
    spoken = Counter(
        language
        for event in feed.events
        if (language := language_of_texts(tidy_language(event.facts.get("language", "")), ""))
    )
    if spoken:
        return max(SPOKEN, key=lambda language: spoken[language])
    language = _language_of_words(_words(feed))
    text = _("The file tells no language; its words look like “%(language)s”.")
    remarks.repaired(text % {"language": language}, feed.conference.place)
    return language


def _names(languages: object) -> list[str]:
    return [str(name) for name in languages] if isinstance(languages, list) else []


def _words(feed: Feed) -> list[str]:
    words: list[str] = []
    for event in feed.events:
        for name in ("title", "abstract", "description"):
            words += str(event.facts.get(name, "")).lower().split()
        if len(words) > ENOUGH:
            break
    return words


def _language_of_words(words: Iterable[str]) -> str:
    found = Counter(language for word in words for language in SPOKEN if word in WORDS[language])
    return max(SPOKEN, key=lambda language: found[language])
