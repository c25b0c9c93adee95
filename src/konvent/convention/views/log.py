# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The audit log of a convention, for its organisers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render

from konvent.convention.access import staff_page
from konvent.convention.permissions import may_edit
from konvent.foundation.audit_words import THINGS, VERBS
from konvent.foundation.models import AuditEntry

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention

ON_A_PAGE = 50


@staff_page(may_edit, "GET")
def log(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Who changed what, the newest first: narrowed by who, what, kind of thing and its name."""
    asked = {name: request.GET.get(name, "").strip() for name in ("who", "what", "thing", "q")}
    entries = AuditEntry.objects.filter(convention=convention.slug).order_by("-at", "-pk")
    if asked["who"]:
        entries = entries.filter(actor_name__icontains=asked["who"])
    if asked["what"]:
        entries = entries.filter(verb=asked["what"])
    if asked["thing"]:
        entries = entries.filter(thing=asked["thing"])
    if asked["q"]:
        words = Q(thing_name__icontains=asked["q"]) | Q(thing_key=asked["q"])
        entries = entries.filter(words)
    page = Paginator(entries, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "convention": convention,
        "page": page,
        "asked": asked,
        "verbs": VERBS.items(),
        "things": THINGS.items(),
    }
    return render(request, "convention/organiser/log.html", context)
