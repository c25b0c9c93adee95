# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages for when something is not there, not allowed or broken: each says where to go from here."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.shortcuts import render
from django.urls import Resolver404
from django.utils import translation

from konvent.convention.models import Convention

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PLACE = re.compile(r"/(?P<convention>[\w-]+)/(?:(?P<language>[a-z]{2})/)?")


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer an address that leads nowhere, with the way to the programme and its search."""
    convention, language = _place(request)
    with translation.override(language):
        reason = "" if isinstance(exception, Resolver404) else _sentence(exception)
        context = {"convention": convention, "reason": reason, "language": language}
        return render(request, "site/not_found.html", context, status=404)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Answer somebody who may not do this."""
    _convention, language = _place(request)
    with translation.override(language):
        return render(request, "site/not_allowed.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something broke; this page needs nothing that may be broken too."""
    return render(request, "site/broken.html", status=500)


def _place(request: HttpRequest) -> tuple[Convention | None, str]:
    """Return the convention and the language that the address is about, as far as they exist."""
    match = PLACE.match(request.path)
    slug, language = match.group("convention", "language") if match else (None, None)
    convention = Convention.objects.listed().filter(slug=slug).first()
    if language not in dict(settings.LANGUAGES):
        language = translation.get_language() or settings.LANGUAGE_CODE
    return convention, language


def _sentence(exception: Exception) -> str:
    """Return what a view said to the person; Django's own words are for developers."""
    said = exception.args[0] if exception.args else ""
    return said if isinstance(said, str) and not said.startswith("No ") else ""
