# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Public pages: organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.site.page import public_page, show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.site.edition import Edition


@public_page()
def organisations(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, edition, "site/home.html", {}, section="organisations")


@public_page()
def organisation(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    return show(request, edition, "site/home.html", {}, section="organisations")
