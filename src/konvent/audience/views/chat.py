# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A chat for whoever may watch its stage or session: read, write, report."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.audience.actions.chatting import report_messages, say_messages
from konvent.audience.chat_forms import MessageForm
from konvent.audience.chats import chat_of, stage_of, tail_of, title_of
from konvent.audience.wishes import ReportMessage, Say
from konvent.foundation.intents import Intent, apply_one
from konvent.foundation.refusals import RefusedError
from konvent.registration.holders import participant_in, ticket_of
from konvent.registration.personal import query, show, stage_visitor_page

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.foundation.texts import Text

WRONG = 422


@stage_visitor_page("GET", "POST")
def chat(request: HttpRequest, convention: Convention, kind: str, name: str) -> HttpResponse:
    """The latest messages, and a form to write one or to answer one."""
    title = title_or_404(convention, kind, name)
    at = timezone.now()
    by, ticket = participant_in(request, convention, at=at), ticket_of(request, convention, at=at)
    answered = request.GET.get("reply", "")
    first = {"key": uuid4(), "name": ticket.name if ticket else "", "reply_to": answered}
    form = MessageForm(request.POST or None, initial=first)
    if request.method == "POST" and by is not None and form.is_valid():
        typed = form.cleaned_data
        reply_to = typed["reply_to"] or 0
        wish = Say(kind, name, typed["key"], typed["text"], typed["name"], reply_to)
        try:
            apply_one(say_messages, Intent(convention.slug, by, wish), at=at)
        except RefusedError as refusal:
            form.refuse(refusal)
        else:
            return HttpResponseRedirect(f"{_here(request, convention, kind, name)}#write")
    there = chat_of(convention.slug, kind, name)
    context = {
        "kind": kind,
        "name": name,
        "title": title,
        "stage": stage_of(convention.slug, kind, name),
        "chat": there,
        "said": tail_of(there) if there else [],
        "form": form,
        "takes_part": by is not None,
        "here": request.get_full_path(),
        "act_query": query(request),
    }
    status = WRONG if form.errors else 200
    return show(request, convention, "audience/chat.html", context, status=status)


@stage_visitor_page("POST")
def chat_report(
    request: HttpRequest, convention: Convention, kind: str, name: str, number: int
) -> HttpResponse:
    """Ask moderators to look at a message."""
    title_or_404(convention, kind, name)
    at = timezone.now()
    by = participant_in(request, convention, at=at)
    if by is not None:
        wish = ReportMessage(kind, name, number)
        try:
            apply_one(report_messages, Intent(convention.slug, by, wish), at=at)
            messages.success(request, _("Thank you. A moderator looks at it."))
        except RefusedError as refusal:
            messages.error(request, str(refusal))
    return HttpResponseRedirect(_here(request, convention, kind, name))


def title_or_404(convention: Convention, kind: str, name: str) -> Text:
    title = title_of(convention.slug, kind, name)
    if title is None:
        raise Http404(str(_("There is no chat here.")))
    return title


def _here(request: HttpRequest, convention: Convention, kind: str, name: str) -> str:
    address = reverse("audience:chat", args=[convention.slug, kind, name])
    return f"{address}?{query(request)}"
