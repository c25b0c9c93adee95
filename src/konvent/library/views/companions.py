# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The staff's pages for what plays in step with a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.foundation.languages import name_of_language
from konvent.library.actions import attach_companion, detach_companion
from konvent.library.forms import CompanionForm
from konvent.library.models import RecordingState
from konvent.library.permissions import may_cut
from konvent.library.player import clock_length
from konvent.people.access import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.library.models import Recording


@staff_page(may_cut)
def recording_companions(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """What there is, and a form for what another stage showed meanwhile."""
    recording = _recording(convention, code)
    form = CompanionForm(request.POST or None, recording=recording)
    companions = recording.companions.order_by("kind", "language")
    page = FormPage(
        title=_("Sign language and other sound"),
        back=reverse("library:recording_companions", args=[convention.slug, code]),
        saved=_("It plays in step with the recording now."),
        action=_("Add"),
        template="library/organiser/recording_companions.html",
        more={
            "convention": convention,
            "recording": recording,
            "companions": [
                (one, name_of_language(one.language), clock_length(one.duration.total_seconds()))
                for one in companions
            ],
        },
    )

    def save(_state: str) -> None:
        attach_companion(
            recording=recording, at=timezone.now(), by=signed_in(request), **form.cleaned_data
        )

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_cut)
def recording_companion_remove(
    request: HttpRequest, convention: Convention, code: str, pk: int
) -> HttpResponse:
    """Ask, then delete a companion."""
    companion = get_object_or_404(_recording(convention, code).companions, pk=pk)
    back = reverse("library:recording_companions", args=[convention.slug, code])
    what = {"kind": companion.get_kind_display(), "language": name_of_language(companion.language)}
    return answer_question(
        request,
        Question(
            title=_("Delete %(kind)s (%(language)s)?") % what,
            back=back,
            done=back,
            said=_("It is deleted."),
            action=_("Delete for good"),
            convention=convention,
        ),
        do=lambda: detach_companion(companion=companion, at=timezone.now(), by=signed_in(request)),
    )


def _recording(convention: Convention, code: str) -> Recording:
    finished = convention.recordings.exclude(state=RecordingState.RECORDING)
    return get_object_or_404(finished.select_related("convention", "room"), session_code=code)
