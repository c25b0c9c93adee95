# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages that take people in from a table, after a look at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from konvent.convention.access import staff_page
from konvent.foundation.refusals import RefusedError
from konvent.people.access import signed_in
from konvent.people.permissions import may_organise
from konvent.programme import uploads
from konvent.registration.actions.importing import import_people
from konvent.registration.actions.places import count_waiting
from konvent.registration.models import Group, Registration
from konvent.registration.tables import LARGEST, read_table

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.registration.tables import Table

SHOWN = 100


class TableForm(forms.Form):
    """A file with people."""

    file = forms.FileField(
        label=gettext_lazy("Table (CSV)"),
        help_text=gettext_lazy(
            "With a first line that names the columns: E-mail and Name, or first name and last "
            "name; organisation, group and language if you like."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )


@staff_page(may_organise)
def registrations_import(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Take a table, and show what would become of each line; nothing happens yet."""
    form = TableForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"convention": convention, "form": form}
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            content = file.read(LARGEST + 1)
            table = _table(convention, content)
        except RefusedError as refusal:
            form.add_error("file", str(refusal))
        else:
            groups = _groups(convention)
            people = [(line, groups.get(line.group)) for line in table.good]
            waiting = count_waiting(
                convention=convention, groups=(group for _line, group in people)
            )
            name = uploads.keep(content, convention=convention, by=signed_in(request))
            context |= {"table": table, "shown": people[:SHOWN], "waiting": waiting, "file": name}
            return render(request, "registration/organiser/import_preview.html", context)
    status = 422 if form.errors else 200
    return render(request, "registration/organiser/import.html", context, status=status)


@staff_page(may_organise, "POST")
def registrations_take_in(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Take in the people of the table that was looked at."""
    name, by = request.POST.get("file", ""), signed_in(request)
    content = uploads.look(name, convention=convention, by=by)
    if content is None:
        return _choose_again(
            request, convention, _("The file is not here any more: please choose it again.")
        )
    try:
        table = _table(convention, content)
    except RefusedError as refusal:
        return _choose_again(request, convention, str(refusal))
    number = import_people(convention=convention, lines=table.good, by=by, at=timezone.now())
    uploads.forget(name, convention=convention, by=by)
    said = ngettext(
        "%(number)d person is registered, and gets a letter.",
        "%(number)d people are registered, and get a letter.",
        number,
    )
    messages.success(request, said % {"number": number})
    return HttpResponseRedirect(reverse("registration:registrations", args=[convention.slug]))


def _choose_again(request: HttpRequest, convention: Convention, why: str) -> HttpResponseRedirect:
    messages.error(request, why)
    return HttpResponseRedirect(
        reverse("registration:registrations_import", args=[convention.slug])
    )


def _groups(convention: Convention) -> dict[str, Group]:
    """Return the groups by what a table may call them."""
    return {
        said: group
        for group in Group.objects.filter(convention=convention)
        for said in (group.slug, *(name.lower() for name in group.name.values()))
    }


def _table(convention: Convention, content: bytes) -> Table:
    known = Registration.objects.filter(convention=convention).live()
    return read_table(
        content,
        groups=_groups(convention),
        known=known.values_list("email", flat=True),
        languages=convention.languages,
    )
