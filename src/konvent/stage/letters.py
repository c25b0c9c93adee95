# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A letter to those who moderate, when the rest of a stage's day moves.

Open pages say it within a second; a letter reaches who has none open. Who stands on stage gets
none: the programme knows people's names, and nobody's address.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from konvent.letters.actions import Addressee, queue_letters, withdraw_letters
from konvent.letters.kinds import Contents, LetterKind, Placeholder, add_kinds
from konvent.letters.models import Letter
from konvent.people.models import Duty, User
from konvent.people.queries import users_with
from konvent.programme.models import Room
from konvent.programme.queries import published_schedule
from konvent.stage.queries import today_on_stage
from konvent.stage.run_of_show import Standing

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.stage.run_of_show import Line

MOVED = "stage-moved"
WORTH_A_LETTER = 5
"""Minutes by which what comes is later, or earlier again, than the last letter said."""
WAITS = timedelta(minutes=2)
"""How long a letter waits for more: a producer corrects oneself."""


def tell_of_move(*, room: Room, at: datetime, by: User | None) -> None:
    """Have those who moderate told where that is worth a letter; inside the caller's transaction.

    Several moves within minutes are one letter: it says what is so when it leaves.
    """
    if not (lines := _coming(room, at)):
        return
    late, about = _late(lines), f"{room.slug} "
    due = withdraw_letters(convention=room.convention, kind=MOVED, about=about)
    about += f"{_day(room, lines)} "
    letters = Letter.objects.filter(convention=room.convention, kind=MOVED, key__startswith=about)
    told = letters.order_by("-pk").first()
    if abs(late - (int(told.key.removeprefix(about)) if told else 0)) < WORTH_A_LETTER:
        return
    moderators = users_with(Duty.MODERATOR, room.convention)
    queue_letters(
        convention=room.convention,
        kind=MOVED,
        to=[
            Addressee(user.email, user.language, key=f"{about}{late}")
            for user in moderators
            if user != by
        ],
        at=at,
        not_before=min(due or at + WAITS, at + WAITS),
    )


def moved(letter: Letter, at: datetime) -> Contents | None:
    """Say when a stage's sessions are expected now; after the last one there is nothing to say."""
    slug = letter.key.partition(" ")[0]
    rooms = Room.objects.filter(convention=letter.convention, slug=slug)
    room = rooms.select_related("convention").first()
    user = User.objects.filter(email__iexact=letter.recipient, is_active=True).first()
    lines = _coming(room, at) if room and user else []
    if room is None or user is None or not lines:
        return None
    language = get_language() or user.language
    return Contents(
        {
            "name": user.name,
            "stage": room.name.within(language),
            "late": _said(_late(lines)),
            "sessions": "\n".join(_line(line, language) for line in lines),
            "link": f"{settings.PUBLIC_URL}/{room.convention.slug}/{language}/stage/{slug}/",
        }
    )


def _coming(room: Room, at: datetime) -> list[Line]:
    return [x for x in today_on_stage(room, at) if x.standing(at) is Standing.COMING]


def _day(room: Room, lines: list[Line]) -> str:
    """Name the day of what comes: what was said of another says nothing of this one."""
    schedule = published_schedule(room.convention.slug)
    day = schedule.day_of(lines[0].session) if schedule else None
    return f"{day.date:%Y-%m-%d}" if day else ""


def _late(lines: list[Line]) -> int:
    return max(line.minutes_late for line in lines)


def _said(minutes: int) -> str:
    if not minutes:
        return gettext("on time again")
    said = ngettext("%(minutes)s minute late", "%(minutes)s minutes late", minutes)
    return said % {"minutes": minutes}


def _line(line: Line, language: str) -> str:
    expected, planned = (
        date_format(localtime(moment), "TIME_FORMAT")
        for moment in (line.starts_at, line.planned_start)
    )
    title = line.session.title.within(language)
    if expected == planned:
        return f"{expected}  {title}"
    times = gettext("%(expected)s instead of %(planned)s")
    return f"{times % {'expected': expected, 'planned': planned}}  {title}"


add_kinds(
    LetterKind(
        name=MOVED,
        title=_("A stage is late"),
        occasion=_(
            "To moderators, when the rest of a stage's day moves by five minutes or more; several "
            "moves within two minutes are one letter."
        ),
        subject=_("{stage}: {late}"),
        body=_(
            "Hello {name},\n\n"
            "{stage} is {late}. What comes there today:\n\n"
            "{sessions}\n\n"
            "Please tell those who stand on stage with you: they get no letter from us. This page "
            "always says how it stands:\n\n{link}"
        ),
        placeholders=(
            Placeholder("name", _("the name, if there is one"), "Grace Hopper"),
            Placeholder("stage", _("the name of the stage"), "Smart Plaza"),
            Placeholder("late", _("by how much it is late"), _("7 minutes late")),
            Placeholder(
                "sessions",
                _("what comes there today, and when"),
                _("11:07 instead of 11:00  Compilers for cities"),
            ),
            Placeholder(
                "link",
                _("the page of the stage"),
                "https://convention.example/smart-2026/en/stage/smart-plaza/",
            ),
        ),
        needed=frozenset({"sessions"}),
        lasts=timedelta(hours=1),
        is_urgent=True,
        is_for_staff=True,
        write=moved,
    ),
)
