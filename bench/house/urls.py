# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The house's addresses, and one page that does nothing but burn."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.urls import include, path

if TYPE_CHECKING:
    from django.http import HttpRequest

BURNT_SECONDS = 0.05


def burn(request: HttpRequest, convention: str) -> HttpResponse:
    """Use the processor as long as a report or an import would, in pure Python."""
    del request, convention
    until = time.thread_time() + BURNT_SECONDS
    while time.thread_time() < until:
        pass
    return HttpResponse("burnt")


urlpatterns = [
    path("<str:convention>/my/burn/", burn),
    path("", include("konvent.config.urls")),
]
