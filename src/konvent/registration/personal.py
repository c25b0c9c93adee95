# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How a page for one visitor is answered: in its convention, the visitor's language, never kept."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from konvent.convention.models import Convention
from konvent.foundation.access import Access, with_head
from konvent.foundation.networks import network_of
from konvent.registration.gate import Verdict, pass_in
from konvent.registration.holders import gate_for

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    View: TypeAlias = Callable[..., HttpResponse]

NAMES = {"de": "Deutsch", "en": "English"}
KEPT = ("why", "lang", "sent", "sort")


def listed(slug: str) -> Convention:
    return get_object_or_404(Convention.objects.listed(), slug=slug)


def language_of(request: HttpRequest, convention: Convention) -> str:
    """Return the language asked for in the address, else the visitor's, as far as we speak it."""
    asked = request.GET.get("lang", "")
    spoken = dict(settings.LANGUAGES)
    return next(
        code
        for code in (asked, translation.get_language() or "", convention.default_language, "de")
        if code in spoken
    )


def show(
    request: HttpRequest,
    convention: Convention,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
) -> HttpResponse:
    """Render a page with everything that stands around it."""
    others = [
        {"code": code, "name": name, "address": f"?{query(request, lang=code)}"}
        for code, name in NAMES.items()
    ]
    around = {"convention": convention, "other_languages": others}
    return render(request, template, {**around, **context}, status=status)


def asking_network(request: HttpRequest) -> str:
    """Return the network the visitor asks from, as the front says it."""
    told = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
    return network_of(told or request.META.get("REMOTE_ADDR", ""))


def visitor_page(*methods: str) -> Callable[[View], View]:
    """Give the view its convention, in the visitor's language, and never keep what it answers."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(
            request: HttpRequest,
            /,
            convention: str,
            **parameters: Any,  # noqa: ANN401 -- what the address says
        ) -> HttpResponse:
            place = listed(convention)
            with translation.override(language_of(request, place)), timezone.override(place.zone):
                return view(request, place, **parameters)

        return never_cache(require_http_methods(with_head(methods))(answer))

    return decorate


def stage_visitor_page(*methods: str) -> Callable[[View], View]:
    """Let in whom the stages let in; give the view the convention, in the visitor's language."""

    def decorate(view: View) -> View:
        @visitor_page(*methods)
        @wraps(view)
        def answer(
            request: HttpRequest,
            convention: Convention,
            **parameters: Any,  # noqa: ANN401 -- what the address says
        ) -> HttpResponse:
            holder = pass_in(request.headers.get("cookie", ""))
            moment = timezone.now().timestamp()
            verdict = gate_for(request).admits(Access.STAGE, convention.slug, holder, now=moment)
            if verdict is not Verdict.WELCOME:
                return HttpResponseRedirect(door_of(convention, verdict))
            return view(request, convention, **parameters)

        return answer

    return decorate


def see(request: HttpRequest, **more: str) -> HttpResponseRedirect:
    """Send the visitor to the page itself, which then can be loaded again without harm."""
    return HttpResponseRedirect(f"{request.path}?{query(request, **more)}")


def query(request: HttpRequest, **more: str) -> str:
    known = {name: request.GET[name] for name in KEPT if name in request.GET}
    return urlencode({**known, **more})


def door_of(convention: Convention, why: Verdict = Verdict.NO_TICKET) -> str:
    address = reverse("registration:door", kwargs={"convention": convention.slug})
    language = translation.get_language() or ""
    return f"{address}?{urlencode({'why': why.value, 'lang': language})}"
