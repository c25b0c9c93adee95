# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Search without a script: a page of its own, in the application lane."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import redirect

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def search(request: HttpRequest, convention: str) -> HttpResponse:
    return redirect("site:programme", convention=convention, language=request.GET.get("lang", "de"))
