# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about the convention itself: facts, look, days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.convention.actions import add_day, change_convention, change_day, remove_day
from konvent.convention.forms import ConventionForm, DayForm, LookForm
from konvent.convention.permissions import may_edit
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.foundation.records import state_of
from konvent.foundation.staff import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention


@staff_page(may_edit)
def facts(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Its title and everything that is said about it."""
    state = state_of(convention)
    form = ConventionForm(request.POST or None, instance=convention, languages=convention.languages)
    return answer_form(
        request,
        form,
        FormPage(
            title=_("Facts"),
            back=reverse("convention:facts", args=[convention.slug]),
            saved=_("Saved. The public pages show it at once."),
            more={"convention": convention},
        ),
        state=state,
        save=lambda seen: change_convention(
            convention=convention,
            values=form.cleaned_data,
            seen=seen,
            actor=signed_in(request),
            at=timezone.now(),
        ),
    )


@staff_page(may_edit)
def look(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Its two colours, its logo and its picture."""
    state = state_of(convention)
    form = LookForm(request.POST or None, request.FILES or None, instance=convention, languages=())
    return answer_form(
        request,
        form,
        FormPage(
            title=_("Look"),
            back=reverse("convention:look", args=[convention.slug]),
            saved=_("Saved. The public pages show it at once."),
            more={"convention": convention},
        ),
        state=state,
        save=lambda seen: change_convention(
            convention=convention,
            values=form.values,
            seen=seen,
            actor=signed_in(request),
            at=timezone.now(),
        ),
    )


@staff_page(may_edit, "GET")
def day_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """All days, in order."""
    days = convention.days.order_by("date", "pk")
    context = {"convention": convention, "days": days}
    return render(request, "convention/organiser/day_list.html", context)


@staff_page(may_edit)
def day_add(request: HttpRequest, convention: Convention) -> HttpResponse:
    form = DayForm(request.POST or None, languages=convention.languages, zone=convention.zone)
    return answer_form(
        request,
        form,
        FormPage(
            title=_("Add a day"),
            back=reverse("convention:day_list", args=[convention.slug]),
            saved=_("The day is added."),
            action=_("Add"),
            more={"convention": convention},
        ),
        state="",
        save=lambda _state: (
            add_day(
                convention=convention,
                values=form.values,
                actor=signed_in(request),
                at=timezone.now(),
            ).pk
        ),
    )


@staff_page(may_edit)
def day_edit(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    day = get_object_or_404(convention.days, pk=pk)
    state = state_of(day)
    title = date_format(day.date, "DATE_FORMAT")
    form = DayForm(
        request.POST or None, instance=day, languages=convention.languages, zone=convention.zone
    )
    return answer_form(
        request,
        form,
        FormPage(
            title=title,
            back=reverse("convention:day_list", args=[convention.slug]),
            saved=_("Saved. Visitors see it with the next version."),
            template="convention/organiser/day_edit.html",
            more={"convention": convention, "day": day},
        ),
        state=state,
        save=lambda seen: change_day(
            day=day, values=form.values, seen=seen, actor=signed_in(request), at=timezone.now()
        ),
    )


@staff_page(may_edit)
def day_remove(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    day = get_object_or_404(convention.days, pk=pk)
    name = date_format(day.date, "DATE_FORMAT")
    return answer_question(
        request,
        Question(
            title=_("Remove %(day)s?") % {"day": name},
            back=reverse("convention:day_edit", args=[convention.slug, day.pk]),
            done=reverse("convention:day_list", args=[convention.slug]),
            said=_("%(day)s is removed.") % {"day": name},
            action=_("Remove the day"),
            goes_with=[
                _("its theme"),
                _("Its sessions stay, and are shown as outside every day until you move them."),
            ],
            convention=convention,
        ),
        do=lambda: remove_day(day=day, actor=signed_in(request), at=timezone.now()),
    )
