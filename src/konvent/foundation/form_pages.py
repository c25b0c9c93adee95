# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The way every form of the staff takes: show it, keep what was typed, save it, go on."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpResponseRedirect
from django.shortcuts import render

from konvent.foundation.records import ChangedMeanwhileError
from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

WRONG = 422


class Asking(Protocol):
    """A form that can also be refused by the action behind it."""

    def is_valid(self) -> bool: ...
    def refuse(self, refusal: RefusedError) -> None: ...


@dataclass(frozen=True, kw_only=True)
class FormPage:
    """Words and ways of a page with one form."""

    title: StrOrPromise
    back: str
    """Where the person came from, and goes on to."""
    saved: StrOrPromise
    """What is said afterwards; empty: who saves says it."""
    action: StrOrPromise = ""
    """What the button says; empty means “Save”."""
    template: str = "foundation/form_page.html"
    more: dict[str, Any] = field(default_factory=dict)
    """What the template shows besides."""


def new_key() -> str:
    """Return a name for what is about to be added, so that a second click adds nothing."""
    return str(uuid4())


def guid_in(key: str) -> UUID:
    """Return the identifier that `new_key` made; what somebody else wrote there makes a new one."""
    try:
        return UUID(key)
    except ValueError:
        return uuid4()


def answer_form(
    request: HttpRequest,
    form: Asking,
    page: FormPage,
    *,
    state: str,
    save: Callable[[str], object],
) -> HttpResponse:
    """Show the form, or save what was sent: ``save`` gets the state the person saw."""
    context: dict[str, Any] = {"form": form, "page": page, "state": state, **page.more}
    if request.method == "POST":
        context["state"] = request.POST.get("state", "")
        if form.is_valid():
            try:
                outcome = _once(save, context["state"])
            except ChangedMeanwhileError as changed:
                form.refuse(changed)
                context |= {"state": changed.seen, "meanwhile": changed.entries}
            except RefusedError as refusal:
                form.refuse(refusal)
            else:
                if page.saved:
                    messages.success(request, page.saved)
                goes_to = outcome if isinstance(outcome, str) else page.back
                return HttpResponseRedirect(goes_to)
        return render(request, page.template, context, status=WRONG)
    return render(request, page.template, context)


def _once(save: Callable[[str], object], state: str) -> object:
    """Save; when the same was sent at the same moment, look again: then it is there."""
    try:
        return save(state)
    except IntegrityError:
        return save(state)


@dataclass(frozen=True, kw_only=True)
class Question:
    """Words and ways of a page that asks before something is gone."""

    title: StrOrPromise
    back: str
    done: str
    """Where the person goes afterwards."""
    said: StrOrPromise
    """What is said afterwards."""
    action: StrOrPromise
    """What the button says."""
    goes_with: Sequence[StrOrPromise] = ()
    """What will be gone as well, or other than before."""
    convention: object = None


def answer_question(
    request: HttpRequest, question: Question, *, do: Callable[[], object]
) -> HttpResponse:
    """Ask, and do it only when the answer is sent."""
    if request.method != "POST":
        context = {"question": question, "convention": question.convention}
        return render(request, "foundation/question_page.html", context)
    try:
        do()
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return HttpResponseRedirect(question.back)
    messages.success(request, question.said)
    return HttpResponseRedirect(question.done)
