# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What moderators do with polls: prepare, open, close, show.

Opening what is open, or closing what is closed, changes nothing, so that two moderators may press
the same button.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.floors import locked_floor
from konvent.audience.events import PollsChanged
from konvent.audience.models import Option, Poll, PollKind, PollState
from konvent.audience.models.polls import (
    LEAST_OPTIONS,
    LONGEST_OPTION,
    LONGEST_POLL,
    MOST_OPTIONS,
    MOST_WORDS,
)
from konvent.audience.polls import in_place
from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from konvent.audience.models import Floor, PollWord
    from konvent.convention.models import Convention
    from konvent.foundation.texts import Text
    from konvent.people.models import User

CHOSEN = (PollKind.SINGLE, PollKind.MULTIPLE, PollKind.RANKING)
FACTS = ("kind", "question", "results", "most", "low", "high")


class CannotPollError(RefusedError):
    """This cannot be done with the poll; the message says why."""


@transaction.atomic
def add_poll(  # noqa: PLR0913 -- a poll has these facts
    *,
    convention: Convention,
    code: str,
    key: UUID,
    values: dict[str, Any],
    options: Sequence[Text],
    at: datetime,
    by: User | None,
) -> Poll:
    """Prepare a poll; what is sent twice with the same key is there once."""
    floor = locked_floor(convention=convention.slug, code=code)
    there = floor.polls.filter(key=key).first()
    if there is not None:
        return there
    poll = Poll(floor=floor, key=key, number=_next_number(floor))
    _require_sound(values, options)
    records.add(poll, values, convention=convention.slug, actor=by, at=at)
    _set_options(poll, options)
    _tell(poll)
    return poll


@transaction.atomic
def change_poll(  # noqa: PLR0913 -- an edit has these facts
    *,
    poll: Poll,
    values: dict[str, Any],
    options: Sequence[Text],
    at: datetime,
    by: User | None,
    seen: str = "",
) -> None:
    """Ask something else; only a draft can be changed."""
    poll = held_poll(poll)
    _require_state(poll, PollState.DRAFT)
    _require_sound({"kind": poll.kind, **values}, options)
    slug = poll.floor.convention.slug
    present = options_as_typed(poll)
    records.require_unchanged(poll, seen, present)
    records.change(poll, values, convention=slug, actor=by, at=at)
    if present != list(options):
        before, after = ({"options": [dict(one) for one in texts]} for texts in (present, options))
        audit.record(
            at=at, actor=by, verb="change", thing=poll, convention=slug, before=before, after=after
        )
        _set_options(poll, options)
    _tell(poll)


@transaction.atomic
def remove_poll(*, poll: Poll, at: datetime, by: User | None) -> None:
    """Throw a draft away."""
    poll = held_poll(poll)
    _require_state(poll, PollState.DRAFT)
    records.remove(poll, convention=poll.floor.convention.slug, actor=by, at=at)
    _tell(poll)


@transaction.atomic
def open_poll(*, poll: Poll, at: datetime, by: User | None) -> None:
    """Let everybody answer; after closing, again only as long as nobody has."""
    poll = held_poll(poll)
    if poll.is_open:
        return
    if poll.floor.forgotten_at is not None:
        raise CannotPollError(_("This convention is over; its polls stay as they are."))
    if poll.answers:
        raise CannotPollError(
            _("This poll has answers and stays as it is. Ask it again as a new one.")
        )
    _change(
        poll, "open poll", {"state": PollState.OPEN, "opened_at": at, "closed_at": None}, at, by
    )


@transaction.atomic
def close_poll(*, poll: Poll, at: datetime, by: User | None) -> None:
    """Take no more answers; the results are shown, and stay as they are."""
    poll = held_poll(poll)
    if poll.state == PollState.CLOSED:
        return
    _require_state(poll, PollState.OPEN)
    _change(poll, "close poll", {"state": PollState.CLOSED, "closed_at": at}, at, by)


@transaction.atomic
def ask_again(*, poll: Poll, key: UUID, at: datetime, by: User | None) -> Poll:
    """Prepare the same poll anew; its answers stay with the old one."""
    return add_poll(
        convention=poll.floor.convention,
        code=poll.floor.session_code,
        key=key,
        values={name: getattr(poll, name) for name in FACTS},
        options=options_as_typed(poll),
        at=at,
        by=by,
    )


@transaction.atomic
def put_poll_on_stage(*, poll: Poll, at: datetime, by: User | None) -> None:
    """Show it where the speakers' view and the pictures show what is on stage, alone."""
    floor = poll.floor
    locked_floor(convention=floor.convention.slug, code=floor.session_code)
    poll = held_poll(poll)
    if poll.is_on_stage:
        return
    if poll.state == PollState.DRAFT:
        raise CannotPollError(_("Open this poll first."))
    for other in _with_floor(floor.polls.filter(is_on_stage=True)):
        _change(other, "take poll off stage", {"is_on_stage": False}, at, by)
    _change(poll, "put poll on stage", {"is_on_stage": True}, at, by)


@transaction.atomic
def take_poll_off_stage(*, poll: Poll, at: datetime, by: User | None) -> None:
    """Show it there no longer."""
    poll = held_poll(poll)
    if poll.is_on_stage:
        _change(poll, "take poll off stage", {"is_on_stage": False}, at, by)


@transaction.atomic
def hide_words(*, word: PollWord, at: datetime, by: User | None) -> None:
    """Show these words to nobody; who wrote them is not told, and the sums stay true."""
    _mark_words(word, "hide words", at, by, is_hidden=True)


@transaction.atomic
def show_words(*, word: PollWord, at: datetime, by: User | None) -> None:
    """Show hidden words again."""
    _mark_words(word, "show words", at, by, is_hidden=False)


def _mark_words(
    word: PollWord, verb: str, at: datetime, by: User | None, *, is_hidden: bool
) -> None:
    poll = held_poll(word.poll)
    if not poll.words.filter(pk=word.pk).exclude(is_hidden=is_hidden).update(is_hidden=is_hidden):
        return
    slug = poll.floor.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=poll, convention=slug, after={})
    _tell(poll)


def held_poll(poll: Poll) -> Poll:
    """Return the poll as it is now, held until the end of the transaction."""
    polls = Poll.objects.select_for_update(of=("self",))
    held: Poll = _with_floor(polls).get(pk=poll.pk)
    return held


def options_as_typed(poll: Poll) -> list[Text]:
    """Return the texts of the options in their order."""
    return [option.text for option in in_place(poll)]


def _with_floor(polls: Any) -> Any:  # noqa: ANN401 -- a queryset, whose class depends on the relation
    return polls.select_related("floor__convention")


def _next_number(floor: Floor) -> int:
    last = floor.polls.order_by("-number").values_list("number", flat=True).first()
    return (last or 0) + 1


def _set_options(poll: Poll, options: Sequence[Text]) -> None:
    poll.options.all().delete()
    Option.objects.bulk_create(
        Option(poll=poll, place=place, text=text) for place, text in enumerate(options, start=1)
    )


def _change(poll: Poll, verb: str, values: dict[str, Any], at: datetime, by: User | None) -> None:
    before = audit.facts(poll)
    records.assign(poll, values)
    slug = poll.floor.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=poll, convention=slug, before=before)
    _tell(poll)


def _tell(poll: Poll) -> None:
    announce(PollsChanged(poll.floor.convention.slug, poll.floor.session_code))


def _require_state(poll: Poll, state: PollState) -> None:
    if poll.state != state:
        message = _("This cannot be done with a poll that is “%(state)s”.")
        raise CannotPollError(message % {"state": poll.get_state_display()})


def _require_sound(values: dict[str, Any], options: Sequence[Text]) -> None:
    """Ask for a question, and for as many options as the kind has."""
    kind = values["kind"]
    if not values["question"]:
        raise CannotPollError(_("Please write what you ask."), field="question")
    _require_length(values["question"], LONGEST_POLL, "question")
    least, most = (LEAST_OPTIONS, MOST_OPTIONS) if kind in {*CHOSEN, PollKind.SCALE} else (0, 0)
    if not least <= len(options) <= most:
        how_many = _("There are {least} to {most} answers to choose from, one in each line.")
        raise CannotPollError(format_lazy(how_many, least=least, most=most), field="lines")
    for option in options:
        _require_length(option, LONGEST_OPTION, "lines")
    given = values.get("most", 1)
    if kind == PollKind.WORDS and given > MOST_WORDS:
        many = format_lazy(_("At most {most} answers, please."), most=MOST_WORDS)
        raise CannotPollError(many, field="most")


def _require_length(text: Text, longest: int, field: str) -> None:
    if any(len(written) > longest for written in text.values()):
        long = _("At most %(most)s characters each.") % {"most": longest}
        raise CannotPollError(long, field=field)
