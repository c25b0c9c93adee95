# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The staff's page for the chapters of a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, answer_form
from konvent.library.actions import mark_chapters
from konvent.library.forms import ChaptersForm
from konvent.library.models import RecordingState
from konvent.library.permissions import may_cut
from konvent.library.player import player_for_writing
from konvent.people.access import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention


@staff_page(may_cut)
def recording_chapters(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """Write chapters beside the player, one in each line."""
    finished = convention.recordings.exclude(state=RecordingState.RECORDING)
    recording = get_object_or_404(finished.select_related("convention"), session_code=code)
    form = ChaptersForm(request.POST or None, recording=recording)
    page = FormPage(
        title=_("Chapters"),
        back=reverse("library:recording_edit", args=[convention.slug, code]),
        saved=_("The chapters are saved."),
        template="library/organiser/recording_chapters.html",
        more={
            "convention": convention,
            "recording": recording,
            "player": player_for_writing(recording) if recording.variants else None,
        },
    )

    def save(_state: str) -> None:
        mark_chapters(
            recording=recording, marks=form.marks, at=timezone.now(), by=signed_in(request)
        )

    return answer_form(request, form, page, state="", save=save)
