# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages on which they say how people register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.foundation.records import state_of
from konvent.people.access import signed_in
from konvent.people.permissions import may_organise
from konvent.registration.actions.setting_up import (
    add_invitation,
    add_part,
    change_part,
    change_rules,
    remove_part,
    withdraw_invitation,
)
from konvent.registration.actions.telling import change_telling
from konvent.registration.forms.setting_up import (
    FieldForm,
    GroupForm,
    InvitationForm,
    PurposeForm,
    RulesForm,
    TellingForm,
)
from konvent.registration.models import (
    ExtraField,
    Group,
    Invitation,
    Purpose,
    RegistrationRules,
    Telling,
)
from konvent.registration.queries import figures_of_groups, invitations_of, rules_of

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django_stubs_ext import StrOrPromise

    from konvent.convention.models import Convention

    Part = Group | ExtraField | Purpose


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of thing a registration is set up with, and what its pages say."""

    model: type[Part]
    form: type[GroupForm | FieldForm | PurposeForm]
    adding: StrOrPromise


KINDS = {
    "groups": Kind(Group, GroupForm, gettext_lazy("Add a group")),
    "fields": Kind(ExtraField, FieldForm, gettext_lazy("Ask something else")),
    "purposes": Kind(Purpose, PurposeForm, gettext_lazy("Ask for consent")),
}


@staff_page(may_organise, "GET")
def registrations_setup(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Everything a registration is made of, on one page."""
    context = {
        "convention": convention,
        "rules": rules_of(convention),
        "groups": figures_of_groups(convention),
        "fields": convention.registration_fields.order_by("position", "pk"),
        "purposes": convention.consent_purposes.order_by("position", "pk"),
        "invitations": invitations_of(convention),
        "telling": Telling.objects.filter(convention=convention).first(),
        "now": timezone.now(),
    }
    return render(request, "registration/organiser/setup.html", context)


@staff_page(may_organise)
def registrations_rules(request: HttpRequest, convention: Convention) -> HttpResponse:
    """When people may register, and how many."""
    there = rules_of(convention)
    form = RulesForm(
        request.POST or None,
        instance=there or RegistrationRules(convention=convention),
        languages=convention.languages,
    )
    page = _page(convention, _("When and how many"), _("It holds from now on."))

    def save(seen: str) -> None:
        change_rules(
            convention=convention,
            values=form.cleaned_data,
            by=signed_in(request),
            at=timezone.now(),
            seen=seen,
        )

    return answer_form(request, form, page, state=state_of(there) if there else "", save=save)


@staff_page(may_organise)
def registrations_telling(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Which letters go to everybody with a ticket, by themselves."""
    there = Telling.objects.filter(convention=convention).first()
    form = TellingForm(
        request.POST or None,
        instance=there or Telling(convention=convention, reminds=False, tells_changes=False),
        languages=convention.languages,
    )
    page = _page(convention, _("Letters to many"), _("It holds from now on."))

    def save(seen: str) -> None:
        change_telling(
            convention=convention,
            values=form.cleaned_data,
            by=signed_in(request),
            at=timezone.now(),
            seen=seen,
        )

    return answer_form(request, form, page, state=state_of(there) if there else "", save=save)


def _page(convention: Convention, title: StrOrPromise, saved: StrOrPromise) -> FormPage:
    back = reverse("registration:registrations_setup", args=[convention.slug])
    return FormPage(title=title, back=back, saved=saved, more={"convention": convention})


@staff_page(may_organise)
def registrations_add(request: HttpRequest, convention: Convention, kind: str) -> HttpResponse:
    """Add a group, something that is asked, or a purpose."""
    facts = _kind(kind)
    part = facts.model(convention=convention)
    form = facts.form(request.POST or None, instance=part, languages=convention.languages)
    page = _page(convention, facts.adding, _("It is added."))

    def save(_state: str) -> None:
        add_part(part=part, values=form.cleaned_data, by=signed_in(request), at=timezone.now())

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_organise)
def registrations_edit(
    request: HttpRequest, convention: Convention, kind: str, pk: int
) -> HttpResponse:
    """Change a group, something that is asked, or a purpose; its words become a new version."""
    facts = _kind(kind)
    part = _part(convention, kind, pk)
    state = state_of(part)
    form = facts.form(
        request.POST or None,
        instance=part,
        languages=convention.languages,
        initial=_words(part),
    )
    page = FormPage(
        title=form.heading,
        back=reverse("registration:registrations_setup", args=[convention.slug]),
        saved=_("It holds from now on."),
        template="registration/organiser/part_edit.html",
        more={"convention": convention, "kind": kind, "part": part},
    )

    def save(seen: str) -> None:
        change_part(
            part=part,
            values=form.cleaned_data,
            by=signed_in(request),
            at=timezone.now(),
            seen=seen,
        )

    return answer_form(request, form, page, state=state, save=save)


@staff_page(may_organise)
def registrations_remove(
    request: HttpRequest, convention: Convention, kind: str, pk: int
) -> HttpResponse:
    """Ask, then remove it."""
    part = _part(convention, kind, pk)
    back = reverse("registration:registrations_setup", args=[convention.slug])
    return answer_question(
        request,
        Question(
            title=_("Remove “%(title)s”?") % {"title": part},
            back=back,
            done=back,
            said=_("It is removed."),
            action=_("Remove"),
            convention=convention,
        ),
        do=lambda: remove_part(part=part, by=signed_in(request), at=timezone.now()),
    )


@staff_page(may_organise)
def registrations_invite(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Make an invitation code."""
    form = InvitationForm(
        request.POST or None,
        instance=Invitation(convention=convention),
        convention=convention,
        languages=convention.languages,
    )
    page = _page(convention, _("Make an invitation code"), _("The code is in the list."))

    def save(_state: str) -> None:
        add_invitation(
            convention=convention,
            values=form.cleaned_data,
            by=signed_in(request),
            at=timezone.now(),
        )

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_organise)
def registrations_uninvite(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """Ask, then let nobody else in with a code."""
    invitation = get_object_or_404(Invitation, convention=convention, pk=pk)
    back = reverse("registration:registrations_setup", args=[convention.slug])
    return answer_question(
        request,
        Question(
            title=_("Withdraw the code %(code)s?") % {"code": invitation.code},
            back=back,
            done=back,
            said=_("The code opens nothing any more."),
            action=_("Withdraw the code"),
            goes_with=[_("Who has registered with it stays registered.")],
            convention=convention,
        ),
        do=lambda: withdraw_invitation(
            invitation=invitation, by=signed_in(request), at=timezone.now()
        ),
    )


def _kind(name: str) -> Kind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _part(convention: Convention, kind: str, pk: int) -> Part:
    model: Any = _kind(kind).model
    part: Part = get_object_or_404(model, convention=convention, pk=pk)
    return part


def _words(part: Part) -> dict[str, Any]:
    newest = part.texts.order_by("-number").first() if isinstance(part, Purpose) else None
    return {"text": newest.text} if newest else {}
