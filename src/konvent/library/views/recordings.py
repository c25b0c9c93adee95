# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The staff's pages about recordings: what there is, where it starts and ends, who sees it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.foundation.jobs import newest_job, newest_job_of
from konvent.foundation.records import state_of
from konvent.foundation.refusals import RefusedError
from konvent.library import actions
from konvent.library.actions.making import DOWNLOAD
from konvent.library.actions.storing import STORE
from konvent.library.forms import CutForm, RulesForm
from konvent.library.models import Caption, Recording, RecordingState
from konvent.library.permissions import may_cut, may_publish
from konvent.library.player import clock_length, player_for_writing
from konvent.library.queries import chapters_of, is_rehearsal, rules_of, stretches_of
from konvent.people.access import signed_in
from konvent.programme.queries import published_schedule

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.foundation.models import Job

WITHOUT_TEXTS = Prefetch("captions", Caption.objects.defer("content"))


@dataclass(frozen=True, slots=True)
class Line:
    """A recording in the list."""

    recording: Recording
    is_rehearsal: bool
    """Whether it is withheld because it ended before its session was to begin."""

    @property
    def length(self) -> str:
        return clock_length(self.recording.duration.total_seconds())

    @property
    def languages(self) -> list[str]:
        return sorted(caption.language for caption in self.recording.captions.all())


@staff_page(may_cut, "GET")
def recording_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """All recordings, the newest first, and the sessions of which there will be none."""
    recordings = list(
        convention.recordings.select_related("room")
        .prefetch_related(WITHOUT_TEXTS)
        .order_by("-began_at", "-pk")
    )
    refused = convention.sessions.filter(do_not_record=True, is_cancelled=False)
    context = {
        "convention": convention,
        "lines": _lines(convention, recordings),
        "refused": refused.order_by("starts_at", "pk"),
        "size": sum(recording.size for recording in recordings),
        "free": shutil.disk_usage(settings.DATA).free,
        "rules": rules_of(convention),
        "may_publish": may_publish(signed_in(request), convention),
        "has_store": settings.STORE is not None,
        "stored": sum(recording.is_stored for recording in recordings),
        "store_failure": _why_not_stored(recordings),
    }
    return render(request, "library/organiser/recording_list.html", context)


def _lines(convention: Convention, recordings: Iterable[Recording]) -> list[Line]:
    schedule = published_schedule(convention.slug)
    return [
        Line(one, one.state == RecordingState.WITHHELD and is_rehearsal(one, schedule))
        for one in recordings
    ]


def _why_not_stored(recordings: list[Recording]) -> str:
    """Return what keeps a recording from being copied to the store, if something does."""
    waiting = [recording.key for recording in recordings if not recording.is_stored]
    job = newest_job_of(STORE, waiting) if settings.STORE else None
    return job.failure if job else ""


@staff_page(may_cut)
def recording_edit(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """One recording: look at it, cut it, show it, have a film made of it."""
    recording = _recording(convention, code)
    initial = {"cut_from": recording.cut_from, "cut_until": recording.cut_until}
    form = CutForm(request.POST or None, initial=initial)
    page = FormPage(
        title=str(recording),
        back=_address(recording),
        saved=_("The recording starts and ends there now."),
        action=_("Cut"),
        template="library/organiser/recording_edit.html",
        more=_facts(request, recording),
    )

    def save(_state: str) -> None:
        who: dict[str, Any] = {"at": timezone.now(), "by": signed_in(request)}
        actions.cut_recording(recording=recording, **form.cleaned_data, **who)

    return answer_form(request, form, page, state="", save=save)


def _facts(request: HttpRequest, recording: Recording) -> dict[str, Any]:
    job: Job | None = newest_job(DOWNLOAD, recording.key)
    captions = recording.captions.defer("content").order_by("language")
    return {
        "convention": recording.convention,
        "recording": recording,
        "is_running": recording.state == RecordingState.RECORDING,
        "is_published": recording.state == RecordingState.PUBLISHED,
        "line": _lines(recording.convention, [recording])[0],
        "player": replace(player_for_writing(recording), download="")
        if recording.variants
        else None,
        "stretches": [
            {"starts_in": one.starts_in, "starts_at": one.starts_at.timestamp()}
            for one in stretches_of(recording)
        ],
        "languages": [caption.language for caption in captions],
        "chapters": chapters_of(recording),
        "companions": recording.companions.count(),
        "job": job if job and (job.is_open or job.failure) else None,
        "may_publish": may_publish(signed_in(request), recording.convention),
    }


@staff_page(may_publish, "POST")
def recording_show(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """Show a recording to visitors, or to the staff alone."""
    recording = _recording(convention, code)
    if request.POST.get("deed") == "publish":
        said = _("“%(title)s” is published.") % {"title": recording}
        return _do(request, recording, actions.publish_recording, said)
    said = _("“%(title)s” is withheld: only the staff sees it.") % {"title": recording}
    return _do(request, recording, actions.withhold_recording, said)


@staff_page(may_cut, "POST")
def recording_download(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """Have a film made for downloading."""
    said = _("The film is being made. You need not wait here.")
    return _do(request, _recording(convention, code), actions.ask_for_download, said)


@staff_page(may_publish)
def recording_remove(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """Ask, then delete a recording for good."""
    recording = _recording(convention, code)
    goes_with = [_("All its files are deleted from the server. Nobody can bring them back.")]
    if recording.captions.exists():
        goes_with.append(_("Its captions and its transcript go as well."))
    return answer_question(
        request,
        Question(
            title=_("Delete the recording of “%(title)s”?") % {"title": recording},
            back=_address(recording),
            done=reverse("library:recording_list", args=[convention.slug]),
            said=_("The recording of “%(title)s” is deleted.") % {"title": recording},
            action=_("Delete for good"),
            goes_with=goes_with,
            convention=convention,
        ),
        do=lambda: actions.delete_recording(
            recording=recording, at=timezone.now(), by=signed_in(request)
        ),
    )


@staff_page(may_publish)
def recording_rules(request: HttpRequest, convention: Convention) -> HttpResponse:
    """What becomes of recordings when nobody says otherwise."""
    rules = rules_of(convention)
    form = RulesForm(request.POST or None, instance=rules, languages=convention.languages)
    page = FormPage(
        title=_("Rules for recordings"),
        back=reverse("library:recording_list", args=[convention.slug]),
        saved=_("The rules are saved."),
        more={"convention": convention},
    )

    def save(seen: str) -> None:
        actions.change_rules(
            convention=convention,
            values=form.cleaned_data,
            at=timezone.now(),
            by=signed_in(request),
            seen=seen,
        )

    state = state_of(rules) if rules.pk else ""
    return answer_form(request, form, page, state=state, save=save)


def _recording(convention: Convention, code: str) -> Recording:
    found = convention.recordings.select_related("convention", "room")
    return get_object_or_404(found.prefetch_related("chapters"), session_code=code)


def _address(recording: Recording) -> str:
    around = [recording.convention.slug, recording.session_code]
    return reverse("library:recording_edit", args=around)


def _do(
    request: HttpRequest, recording: Recording, deed: Callable[..., None], said: str
) -> HttpResponse:
    try:
        deed(recording=recording, at=timezone.now(), by=signed_in(request))
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(_address(recording))
