# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Gets a copy ready: nobody outside hears of it, and something is on."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from konvent.audience.actions.floors import change_rules
from konvent.audience.actions.polling import add_poll, open_poll
from konvent.audience.models import Moderation, PollKind, Results, Taking
from konvent.foundation.models import Job
from konvent.foundation.texts import Text
from konvent.letters.models import Letter
from konvent.ops.house import bring_up_to_date, convention_called
from konvent.ops.rehearsal.invitation import Invitation, NothingToRehearseError, invite
from konvent.programme.models import Room, Session
from konvent.programme.queries import published_schedule
from konvent.stage.actions import CannotPutOnStageError, put_on_stage
from konvent.stage.models import Source

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention


def furnish(slug: str, count: int, *, at: datetime) -> Invitation:
    """Make the copy ready, and return the invitation for so many people."""
    bring_up_to_date()
    convention = convention_called(slug)
    _cut_off_from_outside()
    session = _put_something_on(convention, at)
    if session:
        _let_everybody_ask(convention, session, at)
    poll = ask_for_a_vote(convention, session, at) if session else 0
    try:
        return replace(invite(convention, count, session=session, at=at), poll=poll)
    except NothingToRehearseError:
        raise NothingToRehearseError(
            _("%(convention)s has no published programme with a stage to rehearse.")
            % {"convention": convention}
        ) from None


@transaction.atomic
def _cut_off_from_outside() -> None:
    """Send no letters, begin no jobs, listen to no encoder: this is only a copy."""
    for model in (Letter, Job, Source):
        model.objects.all().delete()


def _put_something_on(convention: Convention, at: datetime) -> str:
    """Put a session on each stage; return the first one's code."""
    schedule = published_schedule(convention.slug)
    shown = ""
    for room in Room.objects.filter(convention=convention, has_picture=True).order_by("pk"):
        here = schedule.in_room(room.slug) if schedule else ()
        codes = [session.code for session in here if not session.is_cancelled]
        session = Session.objects.filter(convention=convention, code__in=codes).first()
        if session is None:
            continue
        try:
            put_on_stage(room=room, session=session, at=at, by=None)
        except CannotPutOnStageError:
            continue
        shown = shown or session.code
    return shown


def _let_everybody_ask(convention: Convention, code: str, at: datetime) -> None:
    """Take questions, also where the session is long over, and show them at once."""
    values = {"taking": Taking.OPEN, "moderation": Moderation.AFTER}
    change_rules(convention=convention, code=code, values=values, at=at, by=None)


def ask_for_a_vote(convention: Convention, code: str, at: datetime) -> int:
    """Open a poll at a session; return its number."""
    asked = Text({"de": "Generalprobe: Hält das Haus?", "en": "Dress rehearsal: does it hold?"})
    values = {
        "kind": PollKind.SINGLE,
        "question": asked,
        "results": Results.LIVE,
        "most": 1,
        "low": Text(),
        "high": Text(),
    }
    options = [Text({"de": "Ja", "en": "Yes"}), Text({"de": "Nein", "en": "No"})]
    poll = add_poll(
        convention=convention,
        code=code,
        key=uuid4(),
        values=values,
        options=options,
        at=at,
        by=None,
    )
    open_poll(poll=poll, at=at, by=None)
    return poll.number
