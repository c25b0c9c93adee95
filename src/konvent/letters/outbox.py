# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The outbox: where letters lie as long as no mail server is named, and how they are read there."""

from __future__ import annotations

import re
import secrets
import time
from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from konvent.letters.composing import CONVENTION

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from email.message import EmailMessage as ParsedMessage

    from django.core.mail import EmailMessage

    from konvent.convention.models import Convention

MARK = re.compile(r"<(konvent\.[0-9a-f.]+)@")
"""What names a letter; its file bears it, so that the file goes when the letter is forgotten."""
LIES_FOR = timedelta(days=14)
SHOWN = 50
LARGEST_PICTURE = 100_000


@dataclass(frozen=True, slots=True)
class Found:
    """A letter in the outbox, as its recipient would see it."""

    to: str
    subject: str
    written_at: datetime
    body: str
    pictures: list[str]
    """As addresses that hold the picture itself."""
    enclosures: list[str]
    """Names of everything else that came along."""


class OutboxBackend(BaseEmailBackend):
    """Lays each letter into the data folder, for its owner's eyes only."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.OUTBOX)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            named = MARK.match(message.extra_headers.get("Message-ID", ""))
            name = f"{time.time_ns():020}-{named[1] if named else secrets.token_hex(4)}.eml"
            (folder / name).write_bytes(message.message().as_bytes())
        return len(email_messages)


def is_in_use() -> bool:
    """Whether letters lie here instead of leaving."""
    return str(settings.EMAIL_BACKEND).endswith(OutboxBackend.__name__)


def letters_of(convention: Convention, words: str = "") -> list[Found]:
    """Return the newest letters of a convention; other conventions' and the staff's are not its."""
    found = []
    for file in _newest_first():
        try:
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
        except FileNotFoundError:  # tidied away meanwhile
            continue
        if letter[CONVENTION] != convention.slug:
            continue
        if words.lower() in f"{letter['to']} {letter['subject']}".lower():
            found.append(_read(letter))
        if len(found) == SHOWN:
            break
    return found


def forget_outbox(now: float) -> None:
    """Throw away what has lain here for a fortnight: links that let people in are among it."""
    for file in _newest_first():
        if file.stat().st_mtime < now - LIES_FOR.total_seconds():
            file.unlink(missing_ok=True)


def forget_marked(marks: Collection[str]) -> None:
    """Throw away the letters with these marks, wherever somebody is to be forgotten."""
    for file in _newest_first() if marks else ():
        if file.stem.partition("-")[2] in marks:
            file.unlink(missing_ok=True)


def _newest_first() -> Iterator[Path]:
    return iter(sorted(Path(settings.OUTBOX).glob("*.eml"), reverse=True))


def _read(letter: ParsedMessage) -> Found:
    body = letter.get_body(("plain",))
    others = list(letter.iter_attachments())
    pictures = [part for part in others if part.get_content_maintype() == "image"]
    return Found(
        to=str(letter["to"]),
        subject=str(letter["subject"]),
        written_at=letter["date"].datetime,
        body=str(body.get_content()) if body else "",
        pictures=[_address(part) for part in pictures],
        enclosures=[part.get_filename() or "" for part in others if part not in pictures],
    )


def _address(part: ParsedMessage) -> str:
    content: bytes = part.get_content()
    if len(content) > LARGEST_PICTURE:
        return ""
    return f"data:{part.get_content_type()};base64,{b64encode(content).decode()}"
