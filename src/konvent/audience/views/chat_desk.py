# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The moderators' chats: open and slow them, look at what was reported, hide, silence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.audience.actions.chat_moderating import (
    change_chat,
    hide_message,
    lift_mute,
    mute_author,
    show_message,
)
from konvent.audience.chat_forms import ChatForm
from konvent.audience.chats import chat_of, chats_at_desk, messages_at_desk, title_of
from konvent.audience.models import Chat, ChatKind, ChatMessage, Mute
from konvent.audience.views.chat import title_or_404
from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, answer_form
from konvent.people.access import signed_in
from konvent.people.permissions import may_moderate

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention

A_WHILE = timedelta(minutes=10)


@staff_page(may_moderate, "GET")
def chat_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """The chats of all stages and of sessions that have one, those to look at first."""
    chats = list(chats_at_desk(convention.slug))
    known = {chat.name for chat in chats if chat.kind == ChatKind.STAGE}
    stages = convention.rooms.filter(has_picture=True).exclude(slug__in=known).order_by("pk")
    chats += [Chat(kind=ChatKind.STAGE, name=room.slug) for room in stages]
    rows = [(chat, title_of(convention.slug, chat.kind, chat.name)) for chat in chats]
    now = timezone.now()
    mutes = Mute.objects.filter(Q(until=None) | Q(until__gt=now), convention=convention)
    context = {
        "convention": convention,
        "rows": [(chat, title) for chat, title in rows if title is not None],
        "mutes": mutes.order_by("name", "pk"),
    }
    return render(request, "audience/moderator/chat_list.html", context)


@staff_page(may_moderate)
def chat_desk(request: HttpRequest, convention: Convention, kind: str, name: str) -> HttpResponse:
    """One chat: its rules, and what was said, reported messages first."""
    title = title_or_404(convention, kind, name)
    chat = chat_of(convention.slug, kind, name) or Chat(kind=kind, name=name)
    form = ChatForm(request.POST or None, instance=chat, languages=convention.languages)
    page = FormPage(
        title=_("Chat: %(title)s") % {"title": title},
        back=_desk(convention, kind, name),
        saved=_("These rules hold from now on."),
        template="audience/moderator/chat_desk.html",
        more={
            "convention": convention,
            "chat": chat,
            "said": messages_at_desk(chat) if chat.pk else [],
        },
    )

    def save(_state: str) -> None:
        change_chat(
            convention=convention,
            kind=kind,
            name=name,
            values=form.cleaned_data,
            at=timezone.now(),
            by=signed_in(request),
        )

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_moderate, "POST")
def chat_act(
    request: HttpRequest, convention: Convention, kind: str, name: str, number: int
) -> HttpResponse:
    """Hide a message or show it, or have its author read only for a while or for good."""
    title_or_404(convention, kind, name)
    chats = ChatMessage.objects.filter(chat__convention=convention)
    there = chats.select_related("chat__convention").filter(chat__kind=kind, chat__name=name)
    message = get_object_or_404(there, number=number)
    at, by, deed = timezone.now(), signed_in(request), request.POST.get("deed")
    if deed == "hide":
        hide_message(message=message, at=at, by=by)
    elif deed == "show":
        show_message(message=message, at=at, by=by)
    elif deed in {"silence", "ban"}:
        until = at + A_WHILE if deed == "silence" else None
        hide_message(message=message, at=at, by=by)
        mute_author(message=message, until=until, at=at, by=by)
        messages.success(request, _("%(name)s reads only.") % {"name": message.name})
    return HttpResponseRedirect(f"{_desk(convention, kind, name)}#message-{number}")


@staff_page(may_moderate, "POST")
def chat_unmute(request: HttpRequest, convention: Convention, number: int) -> HttpResponse:
    """Let somebody write again."""
    mute = get_object_or_404(Mute, convention=convention, pk=number)
    lift_mute(mute=mute, at=timezone.now(), by=signed_in(request))
    messages.success(request, _("%(name)s can write again.") % {"name": mute.name})
    return HttpResponseRedirect(reverse("audience:chat_list", args=[convention.slug]))


def _desk(convention: Convention, kind: str, name: str) -> str:
    return reverse("audience:chat_desk", args=[convention.slug, kind, name])
