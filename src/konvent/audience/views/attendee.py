# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A session's questions for whoever may watch it: read, ask, support and take back."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konvent.audience.actions.asking import ask_questions, withdraw_questions
from konvent.audience.actions.backing import back_questions
from konvent.audience.forms import QuestionForm
from konvent.audience.listing import Listing, Sort
from konvent.audience.persons import person_of
from konvent.audience.queries import figures_of, floor_of, questions_of_person
from konvent.audience.replays import replays_of
from konvent.audience.rules import rules_of
from konvent.audience.views.visiting import public_language, published_session
from konvent.audience.wishes import Back, Withdraw
from konvent.foundation.intents import Intent, apply_one
from konvent.foundation.refusals import RefusedError
from konvent.registration.holders import participant_in, ticket_of
from konvent.registration.personal import query, show, stage_visitor_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from konvent.audience.wishes import Ask
    from konvent.convention.models import Convention
    from konvent.foundation.intents import Participant
    from konvent.programme.schedule import ScheduleSession

WRONG = 422
SAID: dict[str, StrOrPromise] = {
    "visible": _("Your question is in the list."),
    "waiting": _("Your question has arrived. A moderator reads it before it is shown."),
    "gone": _("This question is not, or no longer, in the list."),
    "answered": _("This question has been answered already."),
    "closed": _("Questions are closed here."),
    "not-yours": _("This is not your question."),
    "settled": _("This question is on stage, or has been answered already."),
}
"""What the page says afterwards, by a word in its address: nobody needs a session for that."""


@stage_visitor_page("GET", "POST")
def questions(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """The list, what became of one's own questions, and the form to ask."""
    session = published_session(convention, code)
    by = participant_in(request, convention, at=timezone.now())
    form = QuestionForm(request.POST or None, session=code, initial={"key": uuid4()})
    if request.method != "POST":
        return _page(request, convention, session, by, form)
    if by is None:
        return HttpResponseRedirect(_back(request, convention, code))
    similar: list[dict[str, Any]] = []
    if form.is_valid():
        said = _ask(convention, form, by)
        if "state" in said:
            return HttpResponseRedirect(_back(request, convention, code, said=said["state"]))
        similar = said.get("similar", [])
    return _page(request, convention, session, by, form, similar=similar)


def _ask(convention: Convention, form: QuestionForm, by: Participant) -> dict[str, Any]:
    """Ask; answer with the question's state, or with similar ones that are offered first."""
    wish: Ask = form.wish
    try:
        return apply_one(ask_questions, Intent(convention.slug, by, wish), at=timezone.now())
    except RefusedError as refusal:
        form.refuse(refusal)
        return {}


@stage_visitor_page("POST")
def question_act(
    request: HttpRequest, convention: Convention, code: str, number: int
) -> HttpResponse:
    """Support a question, or no longer; or take one's own back."""
    published_session(convention, code)
    by = participant_in(request, convention, at=timezone.now())
    deed = request.POST.get("deed", "")
    wishes: dict[str, tuple[Callable[..., Any], Any]] = {
        "support": (back_questions, Back(code, number)),
        "let-go": (back_questions, Back(code, number, is_on=False)),
        "withdraw": (withdraw_questions, Withdraw(code, number)),
    }
    said = ""
    if by is not None and deed in wishes:
        apply, wish = wishes[deed]
        try:
            apply_one(apply, Intent(convention.slug, by, wish), at=timezone.now())
        except RefusedError as refusal:
            said = refusal.code
    back = _back(request, convention, code, said=said)
    return HttpResponseRedirect(back if said else f"{back}#question-{number}")


@stage_visitor_page("GET")
def own_questions(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """What one person has asked and supports, for the script of the live list."""
    published_session(convention, code)
    by = participant_in(request, convention, at=timezone.now())
    ticket = ticket_of(request, convention, at=timezone.now())
    own = questions_of_person(floor_of(convention.slug, code), _person(convention, by))
    return JsonResponse({**own, "name": ticket.name if ticket else ""})


def _page(  # noqa: PLR0913 -- what a page shows
    request: HttpRequest,
    convention: Convention,
    session: ScheduleSession,
    by: Participant | None,
    form: QuestionForm,
    *,
    similar: list[dict[str, Any]] | None = None,
) -> HttpResponse:
    floor, language = floor_of(convention.slug, session.code), public_language(convention)
    replays = replays_of(convention=convention.slug, code=session.code, language=language)
    rules = rules_of(convention.slug, session.code, floor)
    own = questions_of_person(floor, _person(convention, by))
    form.ask_for_name(is_needed=rules.needs_name)
    context = {
        "session": session,
        "listing": Listing(floor, Sort.named(request.GET.get("sort", "")), own),
        "figures": figures_of(floor),
        "form": form,
        "said": SAID.get(request.GET.get("said", "")),
        "similar": similar,
        "takes_questions": rules.takes_questions(timezone.now()),
        "is_shown_at_once": rules.is_shown_at_once,
        "takes_part": by is not None,
        "here": request.get_full_path(),
        "act_query": query(request),
        "language": language,
        "replays": replays,
        "replays_as_json": json.dumps({number: asdict(one) for number, one in replays.items()}),
    }
    status = WRONG if form.errors else 200
    return show(request, convention, "audience/questions.html", context, status=status)


def _person(convention: Convention, by: Participant | None) -> str:
    return person_of(convention.slug, by.key) if by else ""


def _back(request: HttpRequest, convention: Convention, code: str, *, said: str = "") -> str:
    address = reverse("audience:questions", args=[convention.slug, code])
    more = {"said": said} if said else {}
    return f"{address}?{query(request, **more)}"
