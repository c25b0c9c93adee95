# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The moderators' polls: prepare, open, close, show, and look at what people write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from konvent.audience.actions.polling import (
    add_poll,
    ask_again,
    change_poll,
    close_poll,
    hide_words,
    open_poll,
    options_as_typed,
    put_poll_on_stage,
    remove_poll,
    show_words,
    take_poll_off_stage,
)
from konvent.audience.actions.words import change_word_list
from konvent.audience.chart import Chart
from konvent.audience.models import PollKind, PollWord, WordList
from konvent.audience.poll_forms import PollForm, WordListForm
from konvent.audience.polls import polls_of
from konvent.audience.views.visiting import published_session
from konvent.convention.access import staff_page
from konvent.foundation.form_pages import (
    FormPage,
    Question,
    answer_form,
    answer_question,
    guid_in,
    new_key,
)
from konvent.foundation.numbers import whole_number
from konvent.foundation.records import state_of
from konvent.foundation.refusals import RefusedError
from konvent.people.access import signed_in
from konvent.people.permissions import may_moderate

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.audience.models import Poll
    from konvent.convention.models import Convention

DEEDS = {
    "open": (open_poll, gettext_lazy("The poll is open.")),
    "close": (close_poll, gettext_lazy("The poll is closed.")),
    "stage": (put_poll_on_stage, gettext_lazy("The poll is on stage.")),
    "off-stage": (take_poll_off_stage, gettext_lazy("The poll is on stage no longer.")),
}


@staff_page(may_moderate, "GET")
def poll_list(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """One session's polls, with all one can do to them and how they stand."""
    polls = polls_of(convention.slug, code).latest_first().prefetch_related("options")
    context = {
        "convention": convention,
        "session": published_session(convention, code),
        "polls": [(poll, Chart.of(poll, is_desk=True)) for poll in polls],
        "kinds": PollKind.choices,
        "key": new_key(),
    }
    return render(request, "audience/moderator/poll_list.html", context)


@staff_page(may_moderate)
def poll_add(request: HttpRequest, convention: Convention, code: str, kind: str) -> HttpResponse:
    session = published_session(convention, code)
    if kind not in PollKind.values:
        raise Http404(_("There is no such kind of poll."))
    form = PollForm(request.POST or None, kind=kind, languages=convention.languages)
    page = FormPage(
        title=_("New poll: %(kind)s") % {"kind": PollKind(kind).label},
        back=_list(convention, code),
        saved=_("The poll is prepared."),
        template="audience/moderator/poll_form.html",
        more={"convention": convention, "session": session},
    )

    def save(state: str) -> None:
        at, by = timezone.now(), signed_in(request)
        poll = add_poll(
            convention=convention,
            code=code,
            key=guid_in(state),
            values=form.values,
            options=form.texts,
            at=at,
            by=by,
        )
        if form.cleaned_data["opens"]:
            open_poll(poll=poll, at=at, by=by)

    return answer_form(request, form, page, state=new_key(), save=save)


@staff_page(may_moderate)
def poll_change(
    request: HttpRequest, convention: Convention, code: str, number: int
) -> HttpResponse:
    poll = _poll(convention, code, number)
    present = options_as_typed(poll)
    form = PollForm(
        request.POST or None,
        instance=poll,
        kind=poll.kind,
        options=present,
        languages=convention.languages,
    )
    page = FormPage(
        title=_("Change the poll"),
        back=_list(convention, code),
        saved=_("The poll is changed."),
        template="audience/moderator/poll_form.html",
        more={"convention": convention, "session": published_session(convention, code)},
    )
    state = state_of(_poll(convention, code, number), present)

    def save(seen: str) -> None:
        change_poll(
            poll=poll,
            values=form.values,
            options=form.texts,
            at=timezone.now(),
            by=signed_in(request),
            seen=seen,
        )

    return answer_form(request, form, page, state=state, save=save)


@staff_page(may_moderate)
def poll_remove(
    request: HttpRequest, convention: Convention, code: str, number: int
) -> HttpResponse:
    poll = _poll(convention, code, number)
    question = Question(
        title=_("Throw “%(question)s” away?") % {"question": poll.question},
        back=_list(convention, code),
        done=_list(convention, code),
        said=_("The poll is gone."),
        action=_("Throw away"),
        convention=convention,
    )
    return answer_question(
        request,
        question,
        do=lambda: remove_poll(poll=poll, at=timezone.now(), by=signed_in(request)),
    )


@staff_page(may_moderate, "POST")
def poll_act(request: HttpRequest, convention: Convention, code: str, number: int) -> HttpResponse:
    """Open or close a poll, put it on stage or take it off, or ask it again."""
    poll = _poll(convention, code, number)
    deed = request.POST.get("deed", "")
    at, by = timezone.now(), signed_in(request)
    try:
        if deed == "again":
            key = guid_in(request.POST.get("key", ""))
            poll = ask_again(poll=poll, key=key, at=at, by=by)
            messages.success(request, _("The poll is prepared once more."))
        elif deed in DEEDS:
            do, said = DEEDS[deed]
            do(poll=poll, at=at, by=by)
            messages.success(request, said)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(f"{_list(convention, code)}#poll-{poll.number}")


@staff_page(may_moderate, "POST")
def poll_words(
    request: HttpRequest, convention: Convention, code: str, number: int
) -> HttpResponse:
    """Hide words from everybody, or show them again."""
    poll = _poll(convention, code, number)
    for name, do in (("hide", hide_words), ("show", show_words)):
        if pk := whole_number(request.POST.get(name, "")):
            word = get_object_or_404(PollWord, poll=poll, pk=pk)
            do(word=word, at=timezone.now(), by=signed_in(request))
    return HttpResponseRedirect(f"{_list(convention, code)}#poll-{poll.number}")


@staff_page(may_moderate)
def poll_word_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Words that are not taken from the audience."""
    there = WordList.objects.filter(convention=convention).first()
    words = there or WordList(convention=convention)
    form = WordListForm(request.POST or None, instance=words, languages=convention.languages)
    page = FormPage(
        title=_("Unwanted words"),
        back=reverse("audience:desk_list", args=[convention.slug]),
        saved=_("The list is saved."),
        more={"convention": convention},
    )

    def save(seen: str) -> None:
        change_word_list(
            convention=convention,
            words=form.cleaned_data["words"],
            at=timezone.now(),
            by=signed_in(request),
            seen=seen,
        )

    return answer_form(request, form, page, state=state_of(there) if there else "", save=save)


def _poll(convention: Convention, code: str, number: int) -> Poll:
    published_session(convention, code)
    polls = polls_of(convention.slug, code).select_related("floor__convention")
    return get_object_or_404(polls, number=number)


def _list(convention: Convention, code: str) -> str:
    return reverse("audience:poll_list", args=[convention.slug, code])
