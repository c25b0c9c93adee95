# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The staff's pages for what plays in step with a recording."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.arriving import keep, require_room
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.foundation.jobs import newest_job
from konvent.foundation.languages import name_of_language
from konvent.library.actions import attach_companion, detach_companion, take_upload
from konvent.library.actions.companions import MAKE_READY
from konvent.library.files import ORIGINAL
from konvent.library.forms import CompanionFileForm, CompanionForm
from konvent.library.media.second import look_into_second
from konvent.library.models import Companion, CompanionKind, RecordingState
from konvent.library.permissions import may_cut
from konvent.library.places import folder_of
from konvent.library.player import clock_length
from konvent.people.access import signed_in

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.foundation.models import Job
    from konvent.library.models import Recording
    from konvent.people.models import User


@dataclass(frozen=True, slots=True)
class Line:
    """A companion in the list."""

    companion: Companion

    @property
    def language(self) -> str:
        return name_of_language(self.companion.language)

    @property
    def length(self) -> str:
        return clock_length(self.companion.duration.total_seconds())

    @property
    def job(self) -> Job | None:
        """What makes it ready, as long as it is not."""
        return None if self.companion.is_ready else newest_job(MAKE_READY, self.companion.key)


@staff_page(may_cut)
def recording_companions(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """What there is, and a form for what another stage showed meanwhile."""
    recording = _recording(convention, code)
    form = CompanionForm(request.POST or None, recording=recording)
    companions = recording.companions.order_by("kind", "language", "-is_ready")
    page = FormPage(
        title=_("Sign language and other sound"),
        back=reverse("library:recording_companions", args=[convention.slug, code]),
        saved=_("It plays in step with the recording now."),
        action=_("Add"),
        template="library/organiser/recording_companions.html",
        more={
            "convention": convention,
            "recording": recording,
            "lines": [Line(one) for one in companions],
        },
    )

    def save(_state: str) -> None:
        attach_companion(
            recording=recording, at=timezone.now(), by=signed_in(request), **form.cleaned_data
        )

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_cut)
def companion_upload(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """A form for a second picture or sound that somebody has as a file."""
    recording = _recording(convention, code)
    form = CompanionFileForm(request.POST or None, request.FILES or None, recording=recording)
    page = FormPage(
        title=_("Add a file that plays in step"),
        back=reverse("library:recording_companions", args=[convention.slug, code]),
        saved=_("The file is here and is made ready. You need not wait."),
        action=_("Upload"),
        more={"convention": convention, "recording": recording},
    )

    def save(_state: str) -> None:
        facts = form.cleaned_data
        companion = Companion(recording=recording, kind=facts["kind"], language=facts["language"])
        _take(facts["file"], companion, facts["begins"], signed_in(request))

    return answer_form(request, form, page, state="", save=save)


def _take(upload: UploadedFile[bytes], companion: Companion, begins: float, by: User) -> None:
    """Look into what was uploaded, and take it in; nothing is left when it is refused."""
    require_room(upload.size or 0)
    folder = folder_of(companion)
    folder.mkdir(parents=True)
    try:
        keep(upload, folder / ORIGINAL)
        has_picture = companion.kind == CompanionKind.SIGN_LANGUAGE
        facts = look_into_second(folder / ORIGINAL, has_picture=has_picture)
        take_upload(
            companion=companion, begins=begins, seconds=facts.seconds, at=timezone.now(), by=by
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


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
