# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about who has registered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.foundation.numbers import whole_number
from konvent.foundation.records import state_of
from konvent.foundation.refusals import RefusedError
from konvent.letters.models import Letter
from konvent.people.access import signed_in
from konvent.people.permissions import may_organise
from konvent.registration.actions import deciding
from konvent.registration.actions.leaving import forget_person
from konvent.registration.badges import can_print_badges
from konvent.registration.forms.registering import CorrectionForm
from konvent.registration.models import Group, Registration, RegistrationState
from konvent.registration.queries import (
    answers_of,
    asked_fields,
    figures_of_states,
    rules_of,
)
from konvent.registration.tables import write_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.db.models import QuerySet
    from django.http import HttpRequest

    from konvent.convention.models import Convention

ON_A_PAGE, AT_ONCE = 50, 200
BEFORE_ANYBODY = datetime(1970, 1, 1, tzinfo=UTC)
DEEDS: dict[str, Callable[..., None]] = {
    "approve": deciding.approve_registration,
    "decline": deciding.decline_registration,
    "again": deciding.approve_registration,
    "admit": deciding.admit_waiting,
    "link": deciding.send_link_again,
}
DONE = {
    "approve": gettext_lazy("Approved. A letter is on its way."),
    "decline": gettext_lazy("Declined. A letter is on its way."),
    "again": gettext_lazy("Taken in again. A letter is on its way."),
    "admit": gettext_lazy("Admitted. The ticket is on its way."),
    "link": gettext_lazy("The link is on its way once more."),
}


@staff_page(may_organise, "GET")
def registrations(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Who has registered: found by name, address, organisation, state and group."""
    figures = figures_of_states(convention)
    context = {
        "convention": convention,
        "rules": rules_of(convention),
        "page": Paginator(_found(request, convention), ON_A_PAGE).get_page(request.GET.get("page")),
        "words": request.GET.get("q", "").strip(),
        "state": request.GET.get("state", ""),
        "group": request.GET.get("group", ""),
        "groups": Group.objects.filter(convention=convention).order_by("position", "pk"),
        "figures": [(state.value, state.label, figures[state]) for state in RegistrationState],
        "query": request.GET.urlencode(),
        "seen_at": timezone.now().isoformat(),
        "to_decide": _to_decide(request, convention) if figures[RegistrationState.APPROVAL] else 0,
        "at_once": AT_ONCE,
        "decision": DecisionForm(),
    }
    return render(request, "registration/organiser/registrations.html", context)


def _to_decide(request: HttpRequest, convention: Convention) -> int:
    return _found(request, convention).filter(state=RegistrationState.APPROVAL).count()


def _found(request: HttpRequest, convention: Convention) -> QuerySet[Registration]:
    """Return what the filters of the list let through, the newest first."""
    found = Registration.objects.filter(convention=convention).select_related("group")
    if words := request.GET.get("q", "").strip():
        found = found.filter(
            Q(name__icontains=words) | Q(email__icontains=words) | Q(organisation__icontains=words)
        )
    if (state := request.GET.get("state", "")) in RegistrationState.values:
        found = found.filter(state=state)
    if group := request.GET.get("group", ""):
        found = found.filter(group__slug=group)
    return found.order_by("-asked_at", "-pk")


@staff_page(may_organise, "GET")
def registrations_table(request: HttpRequest, convention: Convention) -> HttpResponse:
    """The list as a file, with the same filters."""
    content = write_table(_found(request, convention), asked_fields(convention))
    response = HttpResponse(content, content_type="text/csv; charset=utf-8")
    name = f"{convention.slug}-{timezone.now():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@staff_page(may_organise, "GET")
def registrations_one(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """One registration: what was said and agreed to, its letters, and what can be done."""
    registration = get_object_or_404(
        Registration.objects.select_related("group", "invitation", "ticket"),
        convention=convention,
        pk=pk,
    )
    context = {
        "convention": convention,
        "registration": registration,
        "answers": answers_of(registration),
        "consents": registration.consents.select_related("text__purpose").order_by("pk"),
        "may_print": can_print_badges(),
        "letters": Letter.objects.to(convention, registration.email).order_by("-pk")[:20],
        "groups": Group.objects.filter(convention=convention).order_by("position", "pk"),
    }
    return render(request, "registration/organiser/registration.html", context)


@staff_page(may_organise, "POST")
def registrations_decide(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """Approve, decline, admit, take in again, send the link, or move into another group."""
    registration = get_object_or_404(Registration, convention=convention, pk=pk)
    deed = request.POST.get("deed", "")
    facts: dict[str, Any] = {"registration": registration, "at": timezone.now()}
    facts["by"] = signed_in(request)
    try:
        if deed in DEEDS:
            DEEDS[deed](**facts)
            messages.success(request, DONE[deed])
        elif deed == "move":
            group = _group_named(convention, request.POST.get("group", ""))
            deciding.move_registration(**facts, group=group)
            messages.success(request, _("Moved into the other group."))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(_page_of(registration))


def _page_of(registration: Registration) -> str:
    slug = registration.convention.slug
    return reverse("registration:registrations_one", args=[slug, registration.pk])


@staff_page(may_organise)
def registrations_correct(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """Write somebody's name or organisation another way."""
    registration = get_object_or_404(Registration.objects.live(), convention=convention, pk=pk)
    form = CorrectionForm(
        request.POST or None, instance=registration, languages=convention.languages
    )
    page = FormPage(
        title=_("Correct what %(who)s said") % {"who": registration},
        back=_page_of(registration),
        saved=_("Corrected. Ticket, badge and check-in have it from now on."),
        more={"convention": convention},
    )

    def save(seen: str) -> None:
        deciding.change_registration(
            registration=registration,
            values=form.cleaned_data,
            seen=seen,
            by=signed_in(request),
            at=timezone.now(),
        )

    return answer_form(request, form, page, state=state_of(registration), save=save)


@staff_page(may_organise)
def registrations_cancel(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """Ask, then give somebody's place to whoever waits for it."""
    registration = get_object_or_404(Registration, convention=convention, pk=pk)
    back = _page_of(registration)
    return answer_question(
        request,
        Question(
            title=_("Cancel the place of %(who)s?") % {"who": registration},
            back=back,
            done=back,
            said=_("Cancelled. The place is given to whoever waits for it."),
            action=_("Cancel and free the place"),
            goes_with=[
                _("The ticket lets nobody in any more, and places in sessions are given back."),
                _("A letter says so to %(address)s.") % {"address": registration.email},
                _("You can take this person in again for thirty days, as long as there is room."),
            ],
            convention=convention,
        ),
        do=lambda: deciding.cancel_registration(
            registration=registration, by=signed_in(request), at=timezone.now()
        ),
    )


class DecisionForm(forms.Form):
    """To whom, what, and why not."""

    LONGEST = 500
    reason = forms.CharField(
        label=gettext_lazy("Reason, if you decline"),
        max_length=LONGEST,
        required=False,
        help_text=gettext_lazy("It stands in the letter. You may leave it empty."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@staff_page(may_organise, "POST")
def registrations_decide_many(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Approve or decline those who were chosen, or all that the list shows."""
    form = DecisionForm(request.POST)
    deed = request.POST.get("deed", "")
    if not ("all" in request.POST or "chosen" in request.POST):
        messages.error(request, _("Please choose first whom you mean."))
    elif deed in {"approve", "decline"} and form.is_valid():
        waiting = _chosen(request, convention)
        number = deciding.decide_many(
            registrations=waiting,
            is_yes=deed == "approve",
            at=timezone.now(),
            by=signed_in(request),
            reason=form.cleaned_data["reason"] if deed == "decline" else "",
        )
        messages.success(request, _said(deed, number))
    else:
        messages.error(request, _("A reason has at most 500 characters."))
    back = reverse("registration:registrations", args=[convention.slug])
    return HttpResponseRedirect(f"{back}?{request.GET.urlencode()}")


def _chosen(request: HttpRequest, convention: Convention) -> QuerySet[Registration]:
    """Return those who wait for approval among the chosen; the longest waiting first.

    All are those whom the list had when it was looked at: nobody is decided about unseen.
    """
    waiting = _found(request, convention).filter(state=RegistrationState.APPROVAL)
    if "all" in request.POST:
        waiting = waiting.filter(confirmed_at__lte=_moment(request.POST["all"]))
    else:
        numbers = list(filter(None, map(whole_number, request.POST.getlist("chosen"))))
        waiting = waiting.filter(pk__in=numbers[:ON_A_PAGE])
    return waiting.order_by("confirmed_at", "pk")[:AT_ONCE]


def _moment(typed: str) -> datetime:
    """Return when the list was looked at; whatever is no moment was before anybody came."""
    try:
        moment = parse_datetime(typed)
    except ValueError:
        moment = None
    return moment if moment and timezone.is_aware(moment) else BEFORE_ANYBODY


def _said(deed: str, number: int) -> str:
    if not number:
        return _("Nobody of them waits for approval any more.")
    if deed == "approve":
        said = ngettext(
            "%(number)d person is approved, and gets a letter.",
            "%(number)d people are approved, and get a letter.",
            number,
        )
    else:
        said = ngettext(
            "%(number)d person is declined, and gets a letter.",
            "%(number)d people are declined, and get a letter.",
            number,
        )
    return said % {"number": number}


def _group_named(convention: Convention, slug: str) -> Group:
    group = Group.objects.filter(convention=convention, slug=slug).first()
    if group is None:
        raise RefusedError(_("This group is not there any more. Please choose another one."))
    return group


@staff_page(may_organise)
def registrations_forget(request: HttpRequest, convention: Convention, pk: int) -> HttpResponse:
    """Ask, then delete everything that is kept about somebody."""
    registration = get_object_or_404(Registration, convention=convention, pk=pk)
    back = reverse("registration:registrations", args=[convention.slug])
    return answer_question(
        request,
        Question(
            title=_("Delete everything about %(who)s?") % {"who": registration},
            back=_page_of(registration),
            done=back,
            said=_("It is deleted."),
            action=_("Delete everything"),
            goes_with=[
                _("The ticket lets nobody in any more."),
                _("Words in chats, votes, agenda and letters are deleted as the rules say."),
                _("Nobody is told by mail, as the address is gone."),
            ],
            convention=convention,
        ),
        do=lambda: forget_person(
            convention=convention,
            ticket=registration.ticket,
            registration=registration,
            at=timezone.now(),
        ),
    )
