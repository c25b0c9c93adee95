# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The sources of every stage: where encoders send to, and how they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone

from konvent.convention.access import staff_page
from konvent.foundation.numbers import whole_number
from konvent.foundation.refusals import RefusedError
from konvent.people.access import signed_in
from konvent.people.permissions import may_produce
from konvent.stage import actions, rtmp
from konvent.stage.models import Quality, Source, SourceRole
from konvent.stage.queries import picture_of_stage
from konvent.stage.troubles import words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.foundation.topics import State
    from konvent.programme.models import Room
    from konvent.stage.troubles import Words

LATENCIES = {200: "200 ms", 500: "500 ms", 1000: "1000 ms", 2000: "2000 ms"}


@dataclass(frozen=True, slots=True)
class Place:
    """A role at a stage: with its source, or free for one."""

    role: SourceRole
    source: Source | None
    state: State

    @property
    def address(self) -> str:
        """Where the source listens; what opens it is not said again."""
        return address_of(self.source) if self.source else ""

    @property
    def is_live(self) -> bool:
        return bool(self.state.get("state") == "live")

    @property
    def troubles(self) -> list[Words]:
        return [words_of(code) for code in self.state.get("troubles", {})]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage with its sources."""

    room: Room
    state: State

    @property
    def places(self) -> list[Place]:
        known = {source.role: source for source in self.room.sources.all()}
        return [
            Place(role, known.get(role), self.state["sources"].get(role, {})) for role in SourceRole
        ]

    @property
    def troubles(self) -> list[Words]:
        return [words_of(code) for code in self.state["troubles"]]

    @property
    def has_sources(self) -> bool:
        return any(source.is_on for source in self.room.sources.all())


def address_of(source: Source, passphrase: str = "") -> str:
    """Write down where an encoder sends to, as OBS takes it (SRT's latency in microseconds)."""
    if source.kind == Source.Kind.RTMP:
        return f"{settings.RTMP_URL}/{rtmp.APPLICATION}"
    host = urlsplit(settings.PUBLIC_URL).hostname
    options = f"?mode=caller&latency={source.latency * 1000}&passphrase={passphrase}"
    return f"srt://{host}:{source.port}{options if passphrase else ''}"


@staff_page(may_produce, "GET")
def sources(request: HttpRequest, convention: Convention) -> HttpResponse:
    """All stages with their sources."""
    return _page(request, convention, {})


@staff_page(may_produce, "POST")
def source_change(request: HttpRequest, convention: Convention, room: str) -> HttpResponse:
    """Open, switch or close; a new passphrase is shown on the answer and never again."""
    stage = get_object_or_404(convention.rooms, slug=room, has_picture=True)
    try:
        said_once = _change(request, stage)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        said_once = {}
    if said_once:
        return _page(request, convention, said_once)
    return HttpResponseRedirect(f"{reverse('stage:sources', args=[convention.slug])}#{stage.slug}")


def _page(request: HttpRequest, convention: Convention, said: dict[str, Any]) -> HttpResponse:
    rooms = convention.rooms.filter(has_picture=True).prefetch_related("sources")
    stages = [
        Stage(room, picture_of_stage(convention.slug, room.slug) or {})
        for room in rooms.order_by("position", "pk")
    ]
    context = {
        "convention": convention,
        "stages": stages,
        "latencies": LATENCIES.items(),
        "qualities": Quality.choices,
        "takes_rtmp": bool(settings.RTMP_URL),
        **said,
    }
    answer = render(request, "stage/sources.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


def _change(request: HttpRequest, stage: Room) -> dict[str, Any]:
    """Do what was asked; return what the next page says once."""
    who: Any = {"at": timezone.now(), "by": signed_in(request)}
    deed, role = request.POST.get("deed", ""), request.POST.get("role", "")
    if deed == "open-rtmp":
        return _said(*actions.open_rtmp_source(room=stage, role=role, **who))
    if deed == "open":
        latency = whole_number(request.POST.get("latency", "")) or min(LATENCIES)
        return _said(*actions.open_srt_source(room=stage, role=role, latency=latency, **who))
    if deed == "quality" and request.POST.get("quality") in Quality.values:
        actions.choose_quality(room=stage, quality=Quality(request.POST["quality"]), **who)
    else:
        source = get_object_or_404(stage.sources, role=role)
        return dict(_change_source(deed, source, who))
    return {}


def _said(source: Source, passphrase: str) -> dict[str, Any]:
    """Return what opens a source, in the parts in which encoders ask for it."""
    said = {"opened": source, "address": address_of(source, passphrase)}
    if source.kind == Source.Kind.RTMP:
        said["stream_key"] = f"{rtmp.stream_name(source)}?key={passphrase}"
    return said


def _change_source(deed: str, source: Source, who: Any) -> Iterator[tuple[str, Any]]:  # noqa: ANN401 -- an action's at and by
    if deed == "rotate":
        yield from _said(source, actions.rotate_passphrase(source=source, **who)).items()
    elif deed == "disconnect":
        actions.disconnect_encoder(source=source, **who)
    elif deed in {"on", "off"}:
        actions.switch_source(source=source, is_on=deed == "on", **who)
    elif deed == "close":
        actions.close_source(source=source, **who)
