# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The entrance of the staff area, and who works on a convention."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.convention.actions import add_convention
from konvent.convention.forms import NewConventionForm
from konvent.foundation.access import require
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.foundation.staff import came_by_link, way_to_prove
from konvent.people.access import signed_in
from konvent.people.actions.staff import add_user, give_duty, invite_user, take_duty
from konvent.people.forms import RoleForm
from konvent.people.models import Duty, Role
from konvent.people.permissions import may_organise, may_work_somewhere
from konvent.people.queries import conventions_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse, HttpResponseBase

    from konvent.convention.models import Convention


def home(request: HttpRequest) -> HttpResponseBase:
    """Every convention the person works on."""
    if detour := way_to_prove(request):
        return detour
    require(may_work_somewhere, request.user, None)
    if request.method not in {"GET", "HEAD"}:
        return HttpResponseNotAllowed(["GET", "HEAD"])
    user = signed_in(request)
    context = {
        "conventions": conventions_of(user),
        "may_add": may_organise(user, None),
        "is_only_by_link": came_by_link(request) and not user.has_usable_password(),
    }
    return render(request, "people/organiser/home.html", context)


def convention_add(request: HttpRequest) -> HttpResponseBase:
    """Begin a convention: for those who organise all of them."""
    if detour := way_to_prove(request):
        return detour
    require(may_organise, request.user, None)
    form = NewConventionForm(
        request.POST or None,
        languages=("de", "en"),
        initial={"languages": ["de", "en"], "default_language": "de"},
    )
    page = FormPage(
        title=_("A new convention"),
        back=reverse("people:home"),
        saved=_("The convention is there. Give it its days and its stages next."),
        action=_("Begin"),
    )

    def save(_state: str) -> str:
        convention = add_convention(
            values=form.cleaned_data, actor=signed_in(request), at=timezone.now()
        )
        return reverse("programme:overview", args=[convention.slug])

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_organise, "GET")
def role_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Who works on the convention."""
    roles = Role.objects.select_related("user")
    here = roles.filter(convention=convention).order_by("duty", "user__name", "pk")
    everywhere = roles.filter(convention=None).order_by("duty", "user__name", "pk")
    context = {"convention": convention, "roles": here, "general_roles": everywhere}
    return render(request, "people/organiser/role_list.html", context)


@staff_page(may_organise)
def role_add(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Give somebody a duty; who is new here is invited by mail."""
    form = RoleForm(request.POST or None)
    page = FormPage(
        title=_("Give a duty"),
        back=reverse("people:role_list", args=[convention.slug]),
        saved=_("The duty is given. Who is new gets a mail with a way in."),
        action=_("Give the duty"),
        more={"convention": convention},
    )

    def save(_state: str) -> None:
        at, actor, typed = timezone.now(), signed_in(request), form.cleaned_data
        user = add_user(email=typed["email"], name=typed["name"], at=at, actor=actor)
        give_duty(user=user, convention=convention, duty=Duty(typed["duty"]), at=at, actor=actor)
        if not user.has_usable_password():
            invite_user(user=user, convention=convention, at=at)

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_organise)
def role_remove(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    role = get_object_or_404(convention.roles.select_related("user"), pk=pk)
    people = reverse("people:role_list", args=[convention.slug])
    facts = {"who": role.user, "duty": role.get_duty_display()}
    return answer_question(
        request,
        Question(
            title=_("Take the duty “%(duty)s” from %(who)s?") % facts,
            back=people,
            done=people,
            said=_("%(who)s no longer has the duty “%(duty)s”.") % facts,
            action=_("Take the duty away"),
            goes_with=[_("The staff pages of this convention close for this person at once.")],
            convention=convention,
        ),
        do=lambda: take_duty(role=role, at=timezone.now(), actor=signed_in(request)),
    )
