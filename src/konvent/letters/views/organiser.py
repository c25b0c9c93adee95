# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about letters: what was sent, how it is worded, and the outbox."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from konvent.convention.access import staff_page
from konvent.foundation import records
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.foundation.text_inputs import name_of
from konvent.letters import outbox as boxes
from konvent.letters.actions import change_wording, mark_bounced, send_again
from konvent.letters.composing import example, words_of
from konvent.letters.forms import WordingForm
from konvent.letters.kinds import KINDS
from konvent.letters.models import Letter, LetterState, Wording
from konvent.people.access import signed_in
from konvent.people.permissions import may_organise

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.letters.kinds import LetterKind
    from konvent.letters.models import LetterQuerySet

ON_A_PAGE = 50


@staff_page(may_organise, "GET")
def letters(request: HttpRequest, convention: Convention) -> HttpResponse:
    """What was sent to whom, what waits, and what came back."""
    words = request.GET.get("q", "").strip()
    state = request.GET.get("state", "")
    kind = request.GET.get("kind", "")
    seen = _seen_by(request, convention)
    found = seen.order_by("-queued_at", "-pk")
    if words:
        found = found.filter(recipient__icontains=words)
    if state in LetterState.values:
        found = found.filter(state=state)
    if kind in KINDS:
        found = found.filter(kind=kind)
    counted = seen.values_list("state")
    figures = dict(counted.annotate(Count("pk")).order_by())
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "convention": convention,
        "page": page,
        "rows": [{"letter": letter, "kind": KINDS.get(letter.kind)} for letter in page],
        "words": words,
        "state": state,
        "kind": kind,
        "kinds": KINDS.values(),
        "figures": [(s.value, s.label, figures.get(s.value, 0)) for s in LetterState],
        "has_outbox": boxes.is_in_use(),
        "found": _found(request),
    }
    return render(request, "letters/organiser/letters.html", context)


def _found(request: HttpRequest) -> str:
    """Return how the list was filtered, for whoever comes back to it."""
    return f"?{request.GET.urlencode()}" if request.GET else ""


def _list(request: HttpRequest, convention: Convention) -> str:
    return reverse("letters:letters", args=[convention.slug]) + _found(request)


def _seen_by(request: HttpRequest, convention: Convention) -> LetterQuerySet:
    """Return the convention's letters; who organises all of them sees the house's own as well."""
    seen = Q(convention=convention)
    if may_organise(request.user, None):
        seen |= Q(convention=None)
    return Letter.objects.filter(seen)


@staff_page(may_organise)
def letter_bounced(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """Ask, then note that a letter came back."""
    letter = get_object_or_404(_seen_by(request, convention), pk=pk)
    back = _list(request, convention)
    return answer_question(
        request,
        Question(
            title=_("Did the letter to %(who)s come back?") % {"who": letter.recipient},
            back=back,
            done=back,
            said=_("It is noted that this letter came back."),
            action=_("Yes, it came back"),
            goes_with=[_("It is marked in the list. You can have it sent again later.")],
            convention=convention,
        ),
        do=lambda: mark_bounced(letter=letter, by=signed_in(request), at=timezone.now()),
    )


@staff_page(may_organise, "POST")
def letter_again(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """Have a letter sent once more."""
    letter = get_object_or_404(_seen_by(request, convention), pk=pk)
    send_again(letter=letter, by=signed_in(request), at=timezone.now())
    messages.success(
        request, _("The letter to %(who)s is on its way again.") % {"who": letter.recipient}
    )
    return HttpResponseRedirect(_list(request, convention))


@staff_page(may_organise, "GET")
def wordings(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Every kind of letter, and whether the convention has words of its own for it."""
    own = set(Wording.objects.filter(convention=convention).values_list("kind", flat=True))
    context = {
        "convention": convention,
        "rows": [
            {"kind": kind, "is_own": kind.name in own}
            for kind in KINDS.values()
            if not kind.is_of_house
        ],
    }
    return render(request, "letters/organiser/wordings.html", context)


@staff_page(may_organise)
def wording_edit(request: HttpRequest, convention: Convention, kind: str) -> HttpResponse:
    """Change how a kind of letter is worded, and see beside it how it will read."""
    facts = KINDS.get(kind)
    if facts is None or facts.is_of_house:
        raise Http404
    there = Wording.objects.filter(convention=convention, kind=kind).first()
    form = WordingForm(
        request.POST or None,
        instance=there or Wording(convention=convention, kind=kind),
        initial=None if there else _our_words(convention, facts),
        languages=convention.languages,
        kind=facts,
    )
    page = FormPage(
        title=facts.title,
        back=reverse("letters:wordings", args=[convention.slug]),
        saved=_("From now on this letter is sent in these words."),
        template="letters/organiser/wording_edit.html",
        more={
            "convention": convention,
            "kind": facts,
            "letters": _examples(convention, facts),
        },
    )
    if request.method == "POST" and "look" in request.POST:
        typed = form.cleaned_data if form.is_valid() else {}
        context = {"form": form, "page": page, "state": request.POST.get("state", ""), **page.more}
        context |= {"letters": _examples(convention, facts, typed), "is_looked_at": bool(typed)}
        return render(request, page.template, context)

    def save(state: str) -> None:
        change_wording(
            convention=convention,
            kind=kind,
            values=form.cleaned_data,
            by=signed_in(request),
            at=timezone.now(),
            seen=state,
        )

    return answer_form(
        request, form, page, state=records.state_of(there) if there else "", save=save
    )


def _our_words(convention: Convention, kind: LetterKind) -> dict[str, dict[str, str]]:
    words = {language: words_of(convention, kind, language) for language in convention.languages}
    return {
        "subject": {language: subject for language, (subject, _body) in words.items()},
        "body": {language: body for language, (_subject, body) in words.items()},
    }


def _examples(
    convention: Convention, kind: LetterKind, typed: dict[str, Any] | None = None
) -> list[dict[str, str]]:
    """Return the letter as it would read in each language, with what was typed if there is any."""
    shown = []
    for language in convention.languages:
        subject, body = words_of(convention, kind, language)
        if typed:
            subject = typed["subject"].get(language, subject)
            body = typed["body"].get(language, body)
        with override(language):
            subject, body = example(convention, kind, subject, body)
        shown.append(
            {
                "language": language,
                "name": name_of(language),
                "subject": subject,
                "body": body,
            }
        )
    return shown


@staff_page(may_organise, "GET")
def outbox(request: HttpRequest, convention: Convention) -> HttpResponse:
    """The convention's letters that lie here because no mail server is named."""
    if not boxes.is_in_use():
        raise Http404
    words = request.GET.get("q", "").strip()
    context = {
        "convention": convention,
        "letters": boxes.letters_of(convention, words),
        "words": words,
        "days": boxes.LIES_FOR.days,
    }
    return render(request, "letters/organiser/outbox.html", context)
