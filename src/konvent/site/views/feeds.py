# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The library and the stages for other programs: feeds, voctoweb's JSON, c3voc's streams."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias

from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from konvent.convention.models import Convention
from konvent.foundation.published import depend_on, published
from konvent.site.edition import open_edition
from konvent.site.formats.feeds import Feed, write_atom, write_podcast
from konvent.site.formats.published import Told, absolute, is_open
from konvent.site.formats.streams import streams as streams_of
from konvent.site.formats.voctoweb import Archive
from konvent.site.now import on_stages, watch_stages
from konvent.site.recordings import among, shelf
from konvent.stage.queries import stages_with_sound_alone

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest

    from konvent.site.edition import Edition

    View: TypeAlias = Callable[..., HttpResponse]

TOPICS = ("{convention}/programme", "{convention}/look", "{convention}/library")
ATOM, RSS = "application/atom+xml; charset=utf-8", "application/rss+xml; charset=utf-8"
LONGEST_SEARCH = 200
KINDS = ("atom", "video", "audio")


def for_programs(view: View) -> View:
    """Make a published file of a view, in the language of the address or the convention's own."""

    @wraps(view)
    def answer(
        request: HttpRequest,
        /,
        *,
        convention: str,
        language: str = "",
        **parameters: Any,  # noqa: ANN401 -- what the address says
    ) -> HttpResponse:
        spoken = language or _first_language(convention)
        with translation.override(spoken):
            edition = open_edition(convention, spoken)
            with timezone.override(edition.convention.zone):
                response = view(request, edition, **parameters)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return require_safe(published(*TOPICS)(answer))


@for_programs
def feed(request: HttpRequest, edition: Edition, kind: str, track: str = "") -> HttpResponse:
    if kind not in KINDS:
        raise Http404(_("There is no such feed."))
    if kind != "atom" and not is_open(edition):
        raise Http404(_("The recordings ask for a ticket, which podcast players do not have."))
    found = _feed(request, edition, track)
    if kind == "atom":
        return HttpResponse(write_atom(found), content_type=ATOM)
    return HttpResponse(write_podcast(found, is_video=kind == "video"), content_type=RSS)


@for_programs
def conferences(request: HttpRequest, edition: Edition) -> HttpResponse:  # noqa: ARG001 -- a view
    return _json(_archive(edition).conferences())


@for_programs
def conference(request: HttpRequest, edition: Edition, acronym: str) -> HttpResponse:  # noqa: ARG001 -- a view
    return _json(_archive(edition).conference() if acronym == edition.slug else None)


@for_programs
def events(request: HttpRequest, edition: Edition) -> HttpResponse:  # noqa: ARG001 -- a view
    return _json(_archive(edition).events())


@for_programs
def recent_events(request: HttpRequest, edition: Edition) -> HttpResponse:  # noqa: ARG001 -- a view
    return _json(_archive(edition).recent())


@require_safe
@never_cache
def event_search(request: HttpRequest, *, convention: str) -> HttpResponse:
    """Answer the events in which all the words of ``?q=`` are found; nobody keeps that."""
    if "q" not in request.GET:
        raise Http404(_("Say what is looked for: ?q=…"))
    spoken = _first_language(convention)
    with translation.override(spoken):
        edition = open_edition(convention, spoken)
        with timezone.override(edition.convention.zone):
            words = request.GET["q"].strip()[:LONGEST_SEARCH]
            found = among(shelf(edition), {"q": words}) if words else []
            response = _json(Archive(edition, found).events())
    response["Access-Control-Allow-Origin"] = "*"
    return response


@for_programs
def event(request: HttpRequest, edition: Edition, guid: str) -> HttpResponse:  # noqa: ARG001 -- a view
    return _json(_archive(edition).event(guid))


@for_programs
def recordings(request: HttpRequest, edition: Edition) -> HttpResponse:  # noqa: ARG001 -- a view
    return _json(_archive(edition).recordings())


@for_programs
def recording(request: HttpRequest, edition: Edition, number: int) -> HttpResponse:  # noqa: ARG001 -- a view
    return _json(_archive(edition).recording(number))


@for_programs
def streams(request: HttpRequest, edition: Edition) -> HttpResponse:  # noqa: ARG001 -- a view
    stages = on_stages(edition)
    answer = _json(streams_of(edition, stages, stages_with_sound_alone(edition.slug)))
    depend_on(answer, *(f"{edition.slug}/stage/{stage.room.slug}/health" for stage in stages))
    return watch_stages(answer, edition, stages)


def _feed(request: HttpRequest, edition: Edition, track: str) -> Feed:
    title = _("%(convention)s: recordings") % {"convention": edition.convention.title}
    items = [Told(one, edition) for one in shelf(edition)]
    around = {"convention": edition.slug, "language": edition.language}
    page = reverse("site:library", kwargs=around)
    if track:
        if track not in edition.schedule.track:
            raise Http404(_("There is no such track."))
        title = f"{title}, {edition.schedule.track[track].name}"
        items = [told for told in items if told.one.entry and told.one.entry.session.track == track]
        page = f"{page}?track={track}"
    return Feed(
        edition=edition,
        title=title,
        words=str(edition.convention.subtitle or title),
        address=absolute(request.path),
        page=absolute(page),
        items=items,
    )


def _archive(edition: Edition) -> Archive:
    return Archive(edition, shelf(edition))


def _json(state: Any) -> HttpResponse:  # noqa: ANN401 -- a list or a map
    if state is None:
        raise Http404(_("There is no such recording."))
    return JsonResponse(state, safe=False, json_dumps_params={"ensure_ascii": False})


def _first_language(slug: str) -> str:
    found = Convention.objects.filter(slug=slug).values_list("default_language", flat=True).first()
    return found or translation.get_language() or ""
