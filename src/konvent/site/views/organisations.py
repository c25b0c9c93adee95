# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The bodies that take part, by kind, and one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from konvent.people.models import OrganisationKind
from konvent.site.entry import entries
from konvent.site.page import public_page, show
from konvent.site.search import folded

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.programme.schedule import Schedule, ScheduleOrganisation, ScheduleSession
    from konvent.site.edition import Edition


@public_page()
def organisations(request: HttpRequest, edition: Edition) -> HttpResponse:
    bodies = sorted(edition.schedule.organisations, key=lambda body: folded(body.name))
    kinds = [
        (_plural(kind), of_kind)
        for kind in OrganisationKind
        if (of_kind := [body for body in bodies if body.kind == kind])
    ]
    context = {"kinds": kinds, "count": len(bodies)}
    return show(request, edition, "site/organisations.html", context, section="organisations")


@public_page()
def organisation(request: HttpRequest, edition: Edition, slug: str) -> HttpResponse:
    body = edition.schedule.organisation.get(slug)
    if body is None:
        raise Http404(_("This organisation is not, or no longer, in the programme."))
    context = {
        "organisation": body,
        "kind": _singular(body),
        "people": [p for p in edition.schedule.people if p.organisation == slug],
        "entries": entries(edition.schedule, _sessions(edition.schedule, slug)),
        "is_part": True,
    }
    return show(request, edition, "site/organisation.html", context, section="organisations")


def _sessions(schedule: Schedule, slug: str) -> list[ScheduleSession]:
    """Return the sessions that a body hosts, or that its people are in."""
    people = {person.code for person in schedule.people if person.organisation == slug}
    return [
        session
        for session in schedule.sessions
        if slug in session.partners or any(a.person in people for a in session.speakers)
    ]


def _singular(body: ScheduleOrganisation) -> str:
    known = body.kind in OrganisationKind and body.kind != OrganisationKind.OTHER
    return str(OrganisationKind(body.kind).label) if known else ""


def _plural(kind: OrganisationKind) -> str:
    names = {
        OrganisationKind.CITY: _("Cities and municipalities"),
        OrganisationKind.AMT: _("Unions of municipalities"),
        OrganisationKind.DISTRICT: _("Districts"),
        OrganisationKind.STATE: _("States and ministries"),
        OrganisationKind.COMPANY: _("Companies"),
        OrganisationKind.START_UP: _("Start-ups"),
        OrganisationKind.ASSOCIATION: _("Associations"),
        OrganisationKind.INSTITUTE: _("Institutes and universities"),
        OrganisationKind.OTHER: _("Others"),
    }
    return names[kind]
