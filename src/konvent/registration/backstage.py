# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages for those who make one session: the staff, and who is on stage with a speaker's link."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from konvent.foundation.access import Backstage
from konvent.registration.gate import Verdict, pass_in
from konvent.registration.holders import gate_for
from konvent.registration.links import give_backstage_pass, say_where_one_belongs
from konvent.registration.models import SpeakerLink
from konvent.registration.personal import language_of, listed, visitor_page
from konvent.registration.tickets import check

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.registration.personal import View

FORBIDDEN = 403


def backstage_page(*methods: str) -> Callable[[View], View]:
    """Let in who makes the session of this code, in the visitor's language."""

    def decorate(view: View) -> View:
        @visitor_page(*methods)
        @wraps(view)
        def answer(
            request: HttpRequest,
            convention: Convention,
            code: str,
            **parameters: Any,  # noqa: ANN401 -- what the address says
        ) -> HttpResponse:
            if not _is_let_in(request, convention, code):
                return refused(request, convention)
            return view(request, convention, code, **parameters)

        return answer

    return decorate


def door_backstage(
    welcome: Callable[[Convention, str], HttpResponse],
) -> Callable[..., HttpResponse]:
    """Make the door of speakers' links: it leaves a pass and leads to what ``welcome`` says."""

    def answer(request: HttpRequest, convention: str, token: str) -> HttpResponse:
        place, at = listed(convention), timezone.now()
        with translation.override(language_of(request, place)):
            holder = check("speaker", token)
            gate = gate_for(request)
            if holder is None or gate.accepts(holder, place.slug, now=at.timestamp()) is not (
                Verdict.WELCOME
            ):
                return refused(request, place)
            code = gate.entrances[place.slug].speakers[holder.number]
            response = welcome(place, code)
            give_backstage_pass(response, holder, at=at)
            if pass_in(request.headers.get("cookie", "")) is None:
                say_where_one_belongs(response, holder, code)
            response["Referrer-Policy"] = "no-referrer"
            return response

    return never_cache(require_safe(answer))


def speaker_in(request: HttpRequest, convention: Convention, code: str) -> str:
    """Return the name on the link that this browser came in with; "" for staff without one."""
    holder = pass_in(request.headers.get("cookie", ""))
    backstage = holder if holder and holder.is_speaker else holder and holder.backstage
    if backstage is None:
        return ""
    links = SpeakerLink.objects.valid().filter(convention=convention, session_code=code)
    return links.filter(pk=backstage.number).values_list("name", flat=True).first() or ""


def refused(request: HttpRequest, convention: Convention) -> HttpResponse:
    context = {"convention": convention}
    return render(request, "registration/backstage_refused.html", context, status=FORBIDDEN)


def _is_let_in(request: HttpRequest, convention: Convention, code: str) -> bool:
    holder, now = pass_in(request.headers.get("cookie", "")), timezone.now().timestamp()
    verdict = gate_for(request).admits(Backstage(code), convention.slug, holder, now=now)
    return verdict is Verdict.WELCOME
