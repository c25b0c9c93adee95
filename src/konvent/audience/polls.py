# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How the polls of a session stand: for everybody, for one person, and for moderators.

All of it is read from sums. It costs the same, however many have answered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.audience.models import Poll, PollAnswer
from konvent.audience.rules import session_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from konvent.audience.models import Floor, Option, PollWord
    from konvent.audience.models.polls import PollQuerySet
    from konvent.foundation.topics import State

POLLS_SHOWN = 20
WORDS_SHOWN = 60


def polls_of(convention: str, code: str) -> PollQuerySet:
    """Return the polls of a session."""
    return Poll.objects.filter(floor__convention__slug=convention, floor__session_code=code)


def polls_of_session(convention: str, code: str) -> State | None:
    """Return the state of the topic ``session/<code>/polls``; None without such a session."""
    if session_of(convention, code) is None:
        return None
    latest = polls_of(convention, code).public().latest_first()[:POLLS_SHOWN]
    polls = latest.prefetch_related("options")
    return {"polls": {str(poll.number): poll_facts(poll) for poll in polls}}


def poll_on_stage(convention: str, code: str) -> State | None:
    """Return the state of the topic ``session/<code>/poll-on-stage``: one poll, or nothing."""
    if session_of(convention, code) is None:
        return None
    polls = polls_of(convention, code).public().filter(is_on_stage=True)
    poll = polls.prefetch_related("options").first()
    return {"number": poll.number, "poll": poll_facts(poll)} if poll else {}


def polls_at_desk(convention: str, code: str) -> State | None:
    """Return the state of the topic ``moderation/<code>/polls``; None without such a session."""
    if session_of(convention, code) is None:
        return None
    polls = polls_of(convention, code).latest_first().prefetch_related("options")
    return {"polls": {str(poll.number): poll_facts(poll, is_desk=True) for poll in polls}}


def poll_facts(poll: Poll, *, is_desk: bool = False) -> State:
    """Say what a poll asks, and how it stands, as far as it is shown."""
    facts: State = {
        "kind": poll.kind,
        "question": dict(poll.question),
        "state": poll.state,
        "results": poll.results,
        "most": poll.most,
        "answers": poll.answers,
    }
    ends = {"low": poll.low, "high": poll.high}
    facts |= {name: dict(text) for name, text in ends.items() if text}
    facts |= {"is_on_stage": True} if poll.is_on_stage else {}
    is_shown = is_desk or poll.shows_results
    if not poll.is_written:
        facts["options"] = {
            str(option.place): {"text": dict(option.text)}
            | ({"count": option.count} if is_shown else {})
            for option in in_place(poll)
        }
    elif is_shown:
        words = words_of(poll) if is_desk else words_of(poll).filter(is_hidden=False)
        facts["words"] = {str(word.pk): _word(word) for word in words[:WORDS_SHOWN]}
    return facts


def in_place(poll: Poll) -> list[Option]:
    """Return the options in their order; they may have been fetched before."""
    if poll.fetched_options is not None:
        return poll.fetched_options
    return sorted(poll.options.all(), key=lambda option: option.place)


def words_of(poll: Poll) -> QuerySet[PollWord]:
    """Return the words people used, the most used first."""
    return poll.words.filter(count__gt=0).order_by("-count", "pk")


def _word(word: PollWord) -> State:
    facts: State = {"text": word.text, "count": word.count}
    return facts | ({"is_hidden": True} if word.is_hidden else {})


def answers_of_person(floor: Floor | None, person: str) -> dict[str, State]:
    """Return what one person has answered, by the poll's number: options, or their own words."""
    if floor is None or not person:
        return {}
    given = PollAnswer.objects.filter(poll__floor=floor, person=person).select_related("poll")
    return {str(answer.poll.number): _own(answer) for answer in given.order_by("poll__number")}


def _own(answer: PollAnswer) -> State:
    if not answer.poll.is_written:
        return {"choices": answer.choices}
    words = answer.poll.words.filter(key__in=answer.choices)
    texts = dict(words.values_list("key", "text"))
    return {"words": [texts[key] for key in answer.choices if key in texts]}
