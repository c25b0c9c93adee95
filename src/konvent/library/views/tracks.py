# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What a player loads beside the picture: captions and chapters, as WebVTT."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from konvent.foundation.access import Access
from konvent.foundation.published import published
from konvent.library.captions import plain_cue, write_webvtt
from konvent.library.queries import chapters_of, published_recording, shown_captions

if TYPE_CHECKING:
    from django.http import HttpRequest

    from konvent.library.models import Recording

OF_SESSION = "{convention}/library/{code}"
WEBVTT = "text/vtt; charset=utf-8"


@require_safe
@published(OF_SESSION, access=Access.STAGE)
def captions(request: HttpRequest, *, convention: str, code: str, language: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """Show a recording's captions in one language."""
    cues = shown_captions(_published(convention, code)).get(language)
    if cues is None:
        raise Http404(_("There are no such captions."))
    return HttpResponse(write_webvtt(cues), content_type=WEBVTT)


@require_safe
@published(OF_SESSION, access=Access.STAGE)
def chapters(request: HttpRequest, *, convention: str, code: str, language: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """Show a recording's chapters, named in one language."""
    cues = [
        plain_cue(chapter.starts_in, chapter.ends_in, chapter.title.within(language))
        for chapter in chapters_of(_published(convention, code))
    ]
    return HttpResponse(write_webvtt(cues), content_type=WEBVTT)


def _published(convention: str, code: str) -> Recording:
    recording = published_recording(convention, code)
    if recording is None:
        raise Http404(_("There is no recording of this session, or not any more."))
    return recording
