# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What somebody on stage sees without an account: the view for the stage, and the private line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from konvent.audience.actions.line import say_on_line
from konvent.audience.queries import stage_line_of
from konvent.audience.views.line import stage_context
from konvent.audience.views.visiting import published_session
from konvent.foundation.refusals import RefusedError
from konvent.registration.backstage import backstage_page, door_backstage, speaker_in
from konvent.registration.personal import query, show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention


def _to_the_view(convention: Convention, code: str) -> HttpResponse:
    return HttpResponseRedirect(reverse("audience:speaker_view", args=[convention.slug, code]))


speaker_door = door_backstage(_to_the_view)
"""Turns a speaker's link into a pass."""


@backstage_page("GET")
def speaker_view(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """The question, the time left, a word from the moderator."""
    context = stage_context(convention, code) | {"convention": convention, "is_speaker": True}
    return render(request, "audience/moderator/presenter.html", context)


@backstage_page("GET", "POST")
def speaker_line(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """What was said to those on stage, and a word back."""
    session = published_session(convention, code)
    name = speaker_in(request, convention, code)
    if request.method == "POST" and name:
        try:
            words = request.POST.get("text", "")
            say_on_line(convention=convention, code=code, text=words, at=timezone.now(), name=name)
        except RefusedError as refusal:
            messages.error(request, str(refusal))
        return HttpResponseRedirect(f"{request.path}?{query(request)}")
    context = {"session": session, "line": stage_line_of(convention.slug, code), "name": name}
    return show(request, convention, "audience/speaker_line.html", context)
