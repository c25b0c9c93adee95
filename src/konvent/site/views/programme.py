# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Public pages: programme."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.site.page import public_page, show

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest, HttpResponse

    from konvent.site.edition import Edition


@public_page()
def programme(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, edition, "site/home.html", {}, section="programme")


@public_page()
def programme_index(request: HttpRequest, edition: Edition) -> HttpResponse:
    return show(request, edition, "site/home.html", {}, section="programme")


@public_page()
def programme_day(request: HttpRequest, edition: Edition, date: date) -> HttpResponse:
    return show(request, edition, "site/home.html", {}, section="programme")
