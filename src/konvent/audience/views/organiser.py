# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Which sessions are asked something, and by what rules."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.audience.actions.floors import change_defaults, change_rules
from konvent.audience.forms import DefaultsForm, RulesForm
from konvent.audience.models import Floor, QuestionDefaults
from konvent.audience.queries import figures_of_convention, floor_of
from konvent.audience.views.visiting import published_session
from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, answer_form
from konvent.people.access import signed_in
from konvent.people.permissions import may_moderate, may_organise, may_see_staff_area
from konvent.programme.models import SessionKind
from konvent.programme.queries import published_schedule

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.programme.schedule import ScheduleSession

NOTHING = {"asked": 0, "answered": 0, "declined": 0, "waiting": 0}


@dataclass(frozen=True, slots=True)
class Row:
    """A session, and what was asked there."""

    session: ScheduleSession
    figures: dict[str, int]


@staff_page(may_see_staff_area, "GET")
def desk_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Every session that takes part, what is on now or comes next first."""
    schedule = published_schedule(convention.slug)
    figures = figures_of_convention(convention.slug)
    rows = [
        Row(session, figures.get(session.code, NOTHING))
        for session in (schedule.sessions if schedule else ())
        if session.kind != SessionKind.BREAK and not session.is_cancelled
    ]
    over = [r for r in rows if r.session.ends_at and r.session.ends_at <= timezone.now()]
    context = {
        "convention": convention,
        "rows": [row for row in rows if row not in over],
        "earlier": over[::-1],
        "may_moderate": may_moderate(signed_in(request), convention),
        "may_organise": may_organise(signed_in(request), convention),
    }
    return render(request, "audience/organiser/desk_list.html", context)


@staff_page(may_organise)
def desk_defaults(request: HttpRequest, convention: Convention) -> HttpResponse:
    """How questions are asked where a session does not say otherwise."""
    there = QuestionDefaults.objects.filter(convention=convention).first()
    form = DefaultsForm(request.POST or None, instance=there, languages=convention.languages)
    page = FormPage(
        title=_("Rules for questions"),
        back=reverse("audience:desk_list", args=[convention.slug]),
        saved=_("These rules hold wherever a session has none of its own."),
        more={"convention": convention},
    )

    def save(_state: str) -> None:
        change_defaults(
            convention=convention,
            values=form.cleaned_data,
            at=timezone.now(),
            by=signed_in(request),
        )

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_moderate)
def desk_rules(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """How questions are asked in one session."""
    session = published_session(convention, code)
    there = floor_of(convention.slug, code) or Floor(session_code=code)
    form = RulesForm(request.POST or None, instance=there, languages=convention.languages)
    page = FormPage(
        title=_("Rules for questions: %(title)s") % {"title": session.title},
        back=reverse("audience:desk", args=[convention.slug, code]),
        saved=_("These rules hold from now on."),
        more={"convention": convention},
    )

    def save(_state: str) -> None:
        change_rules(
            convention=convention,
            code=code,
            values=form.cleaned_data,
            at=timezone.now(),
            by=signed_in(request),
        )

    return answer_form(request, form, page, state="", save=save)
