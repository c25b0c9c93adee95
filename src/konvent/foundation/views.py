# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages that any chapter may need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render

from konvent.foundation.whence import page_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

NEVER_SHOWN = ("password", "csrf", "code")
SHORTEST = 3


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """Explain a form that came from an outdated page, and give back what was typed.

    It is shown to be copied, never sent on: this page cannot know who wrote it.
    """
    typed = [
        text
        for name, texts in request.POST.lists()
        if not name.startswith(("state", "next", *NEVER_SHOWN)) and "password" not in name
        for text in texts
        if len(text) >= SHORTEST
    ]
    context = {"typed": typed, "address": page_of(request)}
    return render(request, "foundation/csrf_failure.html", context, status=403)
