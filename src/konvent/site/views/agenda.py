# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""My agenda: the same empty shell for everybody, filled by the browser from what it keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.site.page import public_page, show

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.site.edition import Edition


@public_page()
def agenda(request: HttpRequest, edition: Edition) -> HttpResponse:
    context = {"days": edition.schedule.days}
    return show(request, edition, "site/agenda.html", context, section="agenda")
