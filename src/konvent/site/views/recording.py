# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""One recording: its picture, its chapters, what is said in it, and what to see next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from konvent.foundation.access import Access
from konvent.foundation.languages import name_of_language
from konvent.foundation.published import depend_on
from konvent.library.player import Line, player_of
from konvent.library.queries import chapters_of, shown_captions
from konvent.site.answered import answered_in
from konvent.site.formats.published import Told
from konvent.site.formats.video_ld import video_ld
from konvent.site.page import public_page, show
from konvent.site.recordings import on_the_shelf, shelf
from konvent.site.related import related

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpRequest, HttpResponse

    from konvent.library.models import Recording
    from konvent.site.edition import Edition
    from konvent.site.recordings import Recorded


@public_page("{convention}/library", access=Access.STAGE)
def recording(request: HttpRequest, edition: Edition, code: str) -> HttpResponse:
    one = on_the_shelf(edition, code)
    if one is None:
        raise Http404(_nothing_to_see(edition, code))
    context = {
        "one": one,
        "entry": one.entry,
        "session": one.entry.session if one.entry else None,
        "player": player_of(one.recording, name=one.title, language=edition.language),
        "chapters": [Line(part.starts_in, part.title) for part in chapters_of(one.recording)],
        "questions": answered_in(one.recording, convention=edition.slug, code=code),
        "transcripts": _transcripts(one.recording, edition),
        "json_ld": video_ld(Told(one, edition)),
        "related": _related(edition, one),
        "is_part": True,
        "mood": "dim",
    }
    response = show(request, edition, "site/recording.html", context, section="library")
    depend_on(response, f"{edition.slug}/session/{code}/questions")
    return response


def _nothing_to_see(edition: Edition, code: str) -> str:
    """Say whether there is nothing because there never was a session, or for another reason."""
    if code not in edition.schedule.session:
        return _("This session is not, or no longer, in the programme.")
    if edition.schedule.session[code].do_not_record:
        return _("This session is not recorded.")
    return _("There is no recording of this session: not yet, or not any more.")


def _transcripts(found: Recording, edition: Edition) -> list[dict[str, Any]]:
    """Return what is said by language, the page's own first."""
    captions = shown_captions(found)
    spoken = sorted(captions, key=lambda code: (code != edition.language, code))
    return [
        {
            "language": code,
            "name": name_of_language(code),
            "lines": [Line(cue.starts, cue.words) for cue in captions[code]],
        }
        for code in spoken
        if captions[code]
    ]


def _related(edition: Edition, one: Recorded) -> list[Recorded]:
    if one.entry is None:
        return []
    others = {other.code: other for other in shelf(edition)}
    return [
        others[session.code]
        for session in related(edition.schedule, one.entry.session, others.keys())
    ]
