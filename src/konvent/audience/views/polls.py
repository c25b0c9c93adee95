# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A session's polls for whoever may watch it: answer, and see how they stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.audience.actions.answering import answer_polls
from konvent.audience.chart import Chart
from konvent.audience.persons import person_of
from konvent.audience.poll_forms import AnswerForm
from konvent.audience.polls import POLLS_SHOWN, answers_of_person, polls_of
from konvent.audience.queries import floor_of
from konvent.audience.views.visiting import public_language, published_session
from konvent.foundation.intents import Intent, apply_one
from konvent.foundation.numbers import whole_number
from konvent.foundation.refusals import RefusedError
from konvent.registration.holders import participant_in
from konvent.registration.personal import query, show, stage_visitor_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.audience.models import Poll
    from konvent.convention.models import Convention
    from konvent.foundation.intents import Participant

WRONG = 422


@dataclass(frozen=True, slots=True)
class PollShown:
    """A poll as one person sees it."""

    poll: Poll
    form: AnswerForm | None
    chart: Chart | None
    has_answered: bool


@stage_visitor_page("GET", "POST")
def polls(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """The polls of a session, each with its form or its results."""
    published_session(convention, code)
    by = participant_in(request, convention, at=timezone.now())
    if request.method == "POST" and by is not None:
        return _answer(request, convention, code, by)
    return _page(request, convention, code, by)


@stage_visitor_page("GET")
def own_answers(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """What one person has answered, for the script of the live polls."""
    published_session(convention, code)
    by = participant_in(request, convention, at=timezone.now())
    return JsonResponse({"answers": _own(convention, code, by)})


def _answer(
    request: HttpRequest, convention: Convention, code: str, by: Participant
) -> HttpResponse:
    number = whole_number(request.POST.get("poll", ""))
    polls = polls_of(convention.slug, code).public().select_related("floor")
    poll = get_object_or_404(polls, number=number or 0)
    form = AnswerForm(request.POST, poll=poll, own={})
    if form.is_valid():
        try:
            apply_one(answer_polls, Intent(convention.slug, by, form.wish), at=timezone.now())
        except RefusedError as refusal:
            form.refuse(refusal)
            if not poll.is_open:
                messages.error(request, str(refusal))
        else:
            messages.success(request, _("Your answer has arrived."))
            address = reverse("audience:polls", args=[convention.slug, code])
            return HttpResponseRedirect(f"{address}?{query(request)}#poll-{poll.number}")
    return _page(request, convention, code, by, typed=form)


def _page(
    request: HttpRequest,
    convention: Convention,
    code: str,
    by: Participant | None,
    *,
    typed: AnswerForm | None = None,
) -> HttpResponse:
    own = _own(convention, code, by)
    latest = polls_of(convention.slug, code).public().latest_first()[:POLLS_SHOWN]
    listed = latest.select_related("floor").prefetch_related("options")
    context = {
        "session": published_session(convention, code),
        "polls": [_shown(poll, own.get(str(poll.number)), typed) for poll in listed],
        "takes_part": by is not None,
        "is_wrong": typed is not None,
        "here": request.get_full_path(),
        "act_query": query(request),
        "language": public_language(convention),
    }
    status = 200 if typed is None else WRONG
    return show(request, convention, "audience/polls.html", context, status=status)


def _shown(poll: Poll, own: dict[str, Any] | None, typed: AnswerForm | None) -> PollShown:
    form = None
    if poll.is_open:
        is_typed = typed is not None and typed.poll.pk == poll.pk
        form = typed if is_typed else AnswerForm(poll=poll, own=own or {})
    chart = Chart.of(poll) if poll.shows_results else None
    return PollShown(poll, form, chart, has_answered=own is not None)


def _own(convention: Convention, code: str, by: Participant | None) -> dict[str, Any]:
    person = person_of(convention.slug, by.key) if by else ""
    return answers_of_person(floor_of(convention.slug, code), person)
