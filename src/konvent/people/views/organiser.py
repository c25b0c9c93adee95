# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about persons on stage and about organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import (
    FormPage,
    Question,
    answer_form,
    answer_question,
    guid_in,
    new_key,
)
from konvent.foundation.records import state_of
from konvent.people.access import signed_in
from konvent.people.actions.organisations import (
    add_organisation,
    change_organisation,
    remove_organisation,
)
from konvent.people.actions.persons import add_person, change_person, remove_person
from konvent.people.forms import OrganisationForm, PersonForm
from konvent.people.permissions import may_organise

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention

ON_A_PAGE = 50


@staff_page(may_organise, "GET")
def person_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Everybody on stage, by name."""
    words = request.GET.get("q", "").strip()
    people = convention.people.select_related("organisation").order_by("name", "pk")
    if words:
        people = people.filter(name__icontains=words)
    context = {
        "convention": convention,
        "page": Paginator(people, ON_A_PAGE).get_page(request.GET.get("page")),
        "words": words,
    }
    return render(request, "people/organiser/person_list.html", context)


@staff_page(may_organise)
def person_add(request: HttpRequest, convention: Convention) -> HttpResponse:
    form = PersonForm(request.POST or None, convention=convention)
    page = FormPage(
        title=_("Add a person"),
        back=reverse("people:person_list", args=[convention.slug]),
        saved=_("The person is added and can be put into sessions."),
        action=_("Add"),
        more={"convention": convention},
    )

    def save(key: str) -> None:
        add_person(
            convention=convention,
            guid=guid_in(key),
            values=form.cleaned_data,
            actor=signed_in(request),
            at=timezone.now(),
        )

    return answer_form(request, form, page, state=new_key(), save=save)


@staff_page(may_organise)
def person_edit(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    person = get_object_or_404(convention.people, code=code)
    state = state_of(person)
    sessions = person.sessions.order_by("starts_at", "pk")
    form = PersonForm(request.POST or None, instance=person, convention=convention)
    page = FormPage(
        title=person.name,
        back=reverse("people:person_list", args=[convention.slug]),
        saved=_("Saved. Visitors see it with the next version."),
        template="people/organiser/person_edit.html",
        more={"convention": convention, "person": person, "sessions": sessions},
    )

    def save(seen: str) -> None:
        change_person(
            person=person,
            values=form.cleaned_data,
            seen=seen,
            actor=signed_in(request),
            at=timezone.now(),
        )

    return answer_form(request, form, page, state=state, save=save)


@staff_page(may_organise)
def person_remove(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    person = get_object_or_404(convention.people, code=code)
    number = person.sessions.count()
    goes_with = [
        ngettext(
            "the appearance in %(number)s session",
            "the appearances in %(number)s sessions",
            number,
        )
        % {"number": number}
    ]
    return answer_question(
        request,
        Question(
            title=_("Remove %(name)s?") % {"name": person.name},
            back=reverse("people:person_edit", args=[convention.slug, person.code]),
            done=reverse("people:person_list", args=[convention.slug]),
            said=_("%(name)s is removed.") % {"name": person.name},
            action=_("Remove the person"),
            goes_with=goes_with if number else [],
            convention=convention,
        ),
        do=lambda: remove_person(person=person, actor=signed_in(request), at=timezone.now()),
    )


@staff_page(may_organise, "GET")
def organisation_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Every organisation, by name."""
    words = request.GET.get("q", "").strip()
    organisations = convention.organisations.annotate(people_here=Count("people")).order_by(
        "name", "pk"
    )
    if words:
        organisations = organisations.filter(name__icontains=words)
    context = {
        "convention": convention,
        "page": Paginator(organisations, ON_A_PAGE).get_page(request.GET.get("page")),
        "words": words,
    }
    return render(request, "people/organiser/organisation_list.html", context)


@staff_page(may_organise)
def organisation_add(request: HttpRequest, convention: Convention) -> HttpResponse:
    form = OrganisationForm(request.POST or None, languages=convention.languages)
    page = FormPage(
        title=_("Add an organisation"),
        back=reverse("people:organisation_list", args=[convention.slug]),
        saved=_("The organisation is added."),
        action=_("Add"),
        more={"convention": convention},
    )

    def save(key: str) -> None:
        add_organisation(
            convention=convention,
            guid=guid_in(key),
            values=form.cleaned_data,
            actor=signed_in(request),
            at=timezone.now(),
        )

    return answer_form(request, form, page, state=new_key(), save=save)


@staff_page(may_organise)
def organisation_edit(request: HttpRequest, convention: Convention, slug: str) -> HttpResponse:
    organisation = get_object_or_404(convention.organisations, slug=slug)
    state = state_of(organisation)
    form = OrganisationForm(
        request.POST or None, instance=organisation, languages=convention.languages
    )
    page = FormPage(
        title=organisation.name,
        back=reverse("people:organisation_list", args=[convention.slug]),
        saved=_("Saved. Visitors see it with the next version."),
        template="people/organiser/organisation_edit.html",
        more={"convention": convention, "organisation": organisation},
    )

    def save(seen: str) -> None:
        change_organisation(
            organisation=organisation,
            values=form.cleaned_data,
            seen=seen,
            actor=signed_in(request),
            at=timezone.now(),
        )

    return answer_form(request, form, page, state=state, save=save)


@staff_page(may_organise)
def organisation_remove(request: HttpRequest, convention: Convention, slug: str) -> HttpResponse:
    organisation = get_object_or_404(convention.organisations, slug=slug)
    people = organisation.people.count()
    sessions = organisation.sessions.count()
    return answer_question(
        request,
        Question(
            title=_("Remove %(name)s?") % {"name": organisation.name},
            back=reverse("people:organisation_edit", args=[convention.slug, organisation.slug]),
            done=reverse("people:organisation_list", args=[convention.slug]),
            said=_("%(name)s is removed.") % {"name": organisation.name},
            action=_("Remove the organisation"),
            goes_with=[
                ngettext(
                    "%(number)s person stays, without an organisation",
                    "%(number)s people stay, without an organisation",
                    people,
                )
                % {"number": people},
                ngettext(
                    "%(number)s session stays, without this host",
                    "%(number)s sessions stay, without this host",
                    sessions,
                )
                % {"number": sessions},
            ],
            convention=convention,
        ),
        do=lambda: remove_organisation(
            organisation=organisation, actor=signed_in(request), at=timezone.now()
        ),
    )
