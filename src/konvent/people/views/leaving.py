# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The last page before a directory's own.

A browser holds everything that a form leads to, redirects included, to what our pages allow forms.
A directory may lead on to any number of hosts before it asks somebody. So the form leads to a page
of ours, and from that one a browser goes there by itself.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.http import HttpResponseRedirect
from django.shortcuts import render

from konvent.people.participants import DOOR

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def lead_on(request: HttpRequest, answer: HttpResponse, way: str) -> HttpResponse:
    """Turn a redirect of staff to a directory into a page that leads there; leave others alone."""
    if answer.status_code != HTTPStatus.FOUND or not isinstance(answer, HttpResponseRedirect):
        return answer
    request.session.pop(DOOR, None)
    said = {"address": answer.url, "directory": settings.DIRECTORIES[way]}
    return render(request, "people/directory_ahead.html", said)
