# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The staff's pages for captions: which there are, upload, write, download, delete."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, Question, answer_form, answer_question
from konvent.foundation.languages import name_of_language
from konvent.foundation.records import state_of
from konvent.library.actions import NEW, delete_captions, write_captions
from konvent.library.captions import left_out, read_captions, write_webvtt
from konvent.library.forms import WRITTEN, CaptionFileForm, CaptionsForm
from konvent.library.models import RecordingState
from konvent.library.permissions import may_cut
from konvent.library.player import player_for_writing
from konvent.library.queries import as_shown
from konvent.people.access import signed_in

if TYPE_CHECKING:
    from django.http import HttpRequest

    from konvent.convention.models import Convention
    from konvent.library.models import Caption, Recording

MOST_PARTS = 8


@staff_page(may_cut)
def caption_list(request: HttpRequest, convention: Convention, code: str) -> HttpResponse:
    """Captions of one recording, and a form for another file."""
    recording = _recording(convention, code)
    form = CaptionFileForm(
        request.POST or None, request.FILES or None, languages=convention.languages
    )
    known = list(recording.captions.order_by("language"))
    page = FormPage(
        title=_("Captions: %(title)s") % {"title": recording},
        back=reverse("library:caption_list", args=[convention.slug, code]),
        saved=_("The captions are there, and shown to viewers."),
        action=_("Add"),
        template="library/organiser/caption_list.html",
        more={
            "convention": convention,
            "recording": recording,
            "captions": [(one, name_of_language(one.language)) for one in known],
            "writable": _writable(convention, known),
        },
    )

    def save(_state: str) -> None:
        content = form.cleaned_data["file"].read()
        write_captions(
            recording=recording,
            language=form.cleaned_data["language"],
            content=content,
            is_published=True,
            at=timezone.now(),
            by=signed_in(request),
        )
        _say_what_is_left_out(request, content)

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_cut)
def caption_edit(
    request: HttpRequest, convention: Convention, code: str, language: str
) -> HttpResponse:
    """Write beside the player. Without a script the captions are typed as WebVTT."""
    recording = _recording(convention, code)
    caption = recording.captions.filter(language=language).first()
    if caption is None and language not in {*convention.languages, *WRITTEN}:
        raise Http404(_("There are no such captions."))
    written = {"content": _as_typed(recording, caption), "is_published": True}
    if caption is not None:
        written["is_published"] = caption.is_published
    form = CaptionsForm(request.POST or None, initial=written)
    page = FormPage(
        title=_("Captions in %(language)s") % {"language": name_of_language(language)},
        back=reverse("library:caption_list", args=[convention.slug, code]),
        saved=_("The captions are saved."),
        template="library/organiser/caption_edit.html",
        more={
            "convention": convention,
            "recording": recording,
            "caption": caption,
            "language": language,
            "player": player_for_writing(recording) if recording.variants else None,
        },
    )

    def save(seen: str) -> None:
        write_captions(
            recording=recording,
            language=language,
            content=form.cleaned_data["content"],
            is_published=form.cleaned_data["is_published"],
            at=timezone.now(),
            by=signed_in(request),
            seen=seen or NEW,
        )
        _say_what_is_left_out(request, form.cleaned_data["content"])

    state = state_of(caption) if caption else NEW
    return answer_form(request, form, page, state=state, save=save)


@staff_page(may_cut, "GET")
def caption_file(
    request: HttpRequest,  # noqa: ARG001 -- a view
    convention: Convention,
    code: str,
    language: str,
) -> HttpResponse:
    """Download the captions of a language, with the times of the player."""
    recording = _recording(convention, code)
    caption = get_object_or_404(recording.captions, language=language)
    name = f"{convention.slug}-{code}.{language}.vtt"
    return HttpResponse(
        _as_typed(recording, caption),
        content_type="text/vtt; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@staff_page(may_cut)
def caption_remove(
    request: HttpRequest, convention: Convention, code: str, language: str
) -> HttpResponse:
    caption = get_object_or_404(_recording(convention, code).captions, language=language)
    around = [convention.slug, code]
    name = name_of_language(language)
    return answer_question(
        request,
        Question(
            title=_("Delete the captions in %(language)s?") % {"language": name},
            back=reverse("library:caption_edit", args=[*around, language]),
            done=reverse("library:caption_list", args=around),
            said=_("The captions are deleted."),
            action=_("Delete the captions"),
            goes_with=[_("The transcript in this language goes as well.")],
            convention=convention,
        ),
        do=lambda: delete_captions(caption=caption, at=timezone.now(), by=signed_in(request)),
    )


def _say_what_is_left_out(request: HttpRequest, content: bytes | str) -> None:
    """Name what was in a text and is not kept: everybody's captions look alike here."""
    if parts := left_out(content):
        said = _("The words are kept; these parts of the file are not: %(parts)s.")
        messages.info(request, said % {"parts": ", ".join(parts[:MOST_PARTS])})


def _recording(convention: Convention, code: str) -> Recording:
    finished = convention.recordings.exclude(state=RecordingState.RECORDING)
    return get_object_or_404(finished.select_related("convention"), session_code=code)


def _as_typed(recording: Recording, caption: Caption | None) -> str:
    cues = as_shown(recording, read_captions(caption.content)) if caption else []
    return write_webvtt(cues)


def _writable(convention: Convention, known: list[Caption]) -> list[tuple[str, str]]:
    """Return the languages in which somebody may begin to write."""
    written = {caption.language for caption in known}
    codes = dict.fromkeys((get_language() or "", *convention.languages))
    return [
        (code, name_of_language(code))
        for code in codes
        if code in convention.languages and code not in written
    ]
