# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Writes a letter: the convention's words, or ours, with what is true now for what is in braces."""

from __future__ import annotations

import re
from email.utils import format_datetime, parseaddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import timezone, translation

from konvent.letters.kinds import KINDS
from konvent.letters.models import Wording

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.letters.kinds import LetterKind
    from konvent.letters.models import Letter

PLACEHOLDER = re.compile(r"\{(\w+)\}")
BRACES = re.compile(r"\{[^{}\n]*\}|\{\w*|\w*\}")
"""Whatever was meant as a placeholder: also one with a space in it, or one that is not closed."""
EMPTY_LINES = re.compile(r"\n{3,}")
CONVENTION = "X-Konvent-Convention"
"""Header that says whose letter it is: the outbox shows each convention its own."""


def compose(letter: Letter, *, at: datetime) -> EmailMessage | None:
    """Write the letter; None when there is nothing to say any more."""
    convention, kind = letter.convention, KINDS[letter.kind]
    zone = convention.zone if convention else timezone.get_default_timezone()
    with translation.override(letter.language), timezone.override(zone):
        contents = kind.write(letter, at)
    if contents is None:
        return None
    kind = KINDS[contents.kind or letter.kind]
    language = contents.language or letter.language
    with translation.override(language):
        values = {**around(convention), **contents.values}
        subject, body = words_of(convention, kind, language)
        message = EmailMessage(
            subject=fill_line(subject, values),
            body=fill(body, values),
            to=[letter.recipient],
            reply_to=_answers_to(convention),
            headers=_headers(letter),
        )
    for enclosure in contents.enclosures:
        message.attach(enclosure.name, enclosure.content, enclosure.media_type)
    return message


def _answers_to(convention: Convention | None) -> list[str] | None:
    return [convention.contact_email] if convention and convention.contact_email else None


def _headers(letter: Letter) -> dict[str, str]:
    """Name the letter, so that one sent twice after a crash can be known as the same."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<{letter.mark}@{domain}>",
        "Date": format_datetime(letter.queued_at),
        "Auto-Submitted": "auto-generated",
    }
    if letter.convention and not KINDS[letter.kind].is_for_staff:
        headers[CONVENTION] = letter.convention.slug
    return headers


def words_of(convention: Convention | None, kind: LetterKind, language: str) -> tuple[str, str]:
    """Return subject and text in a language: the organisers' where they wrote some, else ours."""
    own = Wording.objects.filter(convention=convention, kind=kind.name).first()
    with translation.override(language):
        subject, body = str(kind.subject), str(kind.body)
    if own is None:
        return subject, body
    return own.subject.get(language, subject), own.body.get(language, body)


def around(convention: Convention | None) -> dict[str, str]:
    """Return what every letter of a convention may say; one of the house says its address."""
    if convention is None:
        return {"site": f"{settings.PUBLIC_URL}/"}
    language = translation.get_language() or convention.default_language
    spoken = language if language in convention.languages else convention.default_language
    return {
        "convention": str(convention.title),
        "host": str(convention.host),
        "contact": convention.contact_email,
        "site": f"{settings.PUBLIC_URL}/{convention.slug}/{spoken}/",
    }


def example(convention: Convention, kind: LetterKind, subject: str, body: str) -> tuple[str, str]:
    """Return a letter as it would look with examples in place of the braces."""
    values = {place.name: str(place.example) for place in kind.placeholders}
    values = {**around(convention), **values}
    return fill_line(subject, values), fill(body, values)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of braces, once: braces within a value stay what they are."""
    lines = text.replace("\r\n", "\n")
    filled = PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), lines)
    return EMPTY_LINES.sub("\n\n", filled).strip() + "\n"


def fill_line(text: str, values: Mapping[str, str]) -> str:
    """Fill in a subject, which is one line whatever a value brings."""
    return " ".join(fill(text, values).split())


def unknown_in(text: str, kind: LetterKind) -> list[str]:
    """Return what stands in braces, with them, for which nothing will ever be put there."""
    known = {f"{{{place.name}}}" for place in kind.known}
    return [said for said in dict.fromkeys(BRACES.findall(text)) if said not in known]


def missing_in(text: str, kind: LetterKind) -> list[str]:
    """Return the words in braces without which the letter is of no use."""
    there = set(PLACEHOLDER.findall(text))
    return sorted(kind.needed - there)
