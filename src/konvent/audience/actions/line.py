# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The private line of those who make a session: moderators, producers, and who is on stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.floors import locked_floor
from konvent.audience.events import LineChanged
from konvent.audience.models import LineMessage, Phrase
from konvent.audience.models.desk import LONGEST_MESSAGE
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.people.models import User


class CannotSayError(RefusedError):
    """This cannot be said on the line; the message says why."""


@transaction.atomic
def say_on_line(  # noqa: PLR0913 -- a message has these facts
    *,
    convention: Convention,
    code: str,
    phrase: str = "",
    text: str = "",
    for_speakers: bool = False,
    at: datetime,
    by: User | None = None,
    name: str = "",
) -> LineMessage:
    """Say a phrase, or a few words of one's own, to everybody on the line.

    Who is on stage is known by a name only. Raises CannotSayError.
    """
    text = " ".join(text.split())
    if phrase and phrase not in Phrase.values:
        raise CannotSayError(_("There is no such phrase."))
    if not phrase and not text:
        raise CannotSayError(_("Please write something."), field="text")
    if len(text) > LONGEST_MESSAGE:
        message = _("At most %(most)s characters; these are %(length)s.")
        facts = {"most": LONGEST_MESSAGE, "length": len(text)}
        raise CannotSayError(message % facts, field="text")
    floor = locked_floor(convention=convention.slug, code=code)
    said = LineMessage.objects.create(
        floor=floor,
        by=by,
        name=name,
        at=at,
        phrase=phrase,
        text=text,
        for_speakers=for_speakers,
    )
    announce(LineChanged(convention.slug, code))
    return said
