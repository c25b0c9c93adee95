# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The page of the films: upload one, give it to its session, play it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.arriving import keep, require_room
from konvent.foundation.form_pages import WRONG, Question, answer_question
from konvent.foundation.media.probe import look_into_film
from konvent.foundation.refusals import RefusedError
from konvent.people.access import signed_in
from konvent.people.permissions import may_produce
from konvent.stage import actions
from konvent.stage.films import folder_of, original_of, quality_for, waiting_files
from konvent.stage.media.renewing import holds_up
from konvent.stage.models import Channel, Film

if TYPE_CHECKING:
    from uuid import UUID

    from django.core.files.uploadedfile import UploadedFile
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.programme.models import Room, Session


@dataclass(frozen=True, slots=True)
class Row:
    """A film as the producer sees it."""

    film: Film
    session: Session | None
    room: Room | None
    """Where it plays."""
    missing_room: int
    """Bytes that the disk has too few to make it again with the renditions its stages offer."""

    @property
    def length(self) -> str:
        minutes, seconds = divmod(round(self.film.seconds), 60)
        return f"{minutes}:{seconds:02}"

    @property
    def minutes_too_long(self) -> int:
        """By how much it is longer than the time its session has."""
        if self.session is None:
            return 0
        return max(0, -int((self.session.duration - self.film.length).total_seconds() // 60))


@staff_page(may_produce)
def films(request: HttpRequest, convention: Convention) -> HttpResponse:
    """All films, and the way to another one."""
    if request.method != "POST":
        return _page(request, convention)
    try:
        _add(request, convention)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        return _page(request, convention, status=WRONG)
    messages.success(request, _("The film was added and is made ready now."))
    return HttpResponseRedirect(request.path)


@staff_page(may_produce, "POST")
def film_change(request: HttpRequest, convention: Convention, film: UUID) -> HttpResponse:
    """Give a film to a session, play it, or stop it."""
    chosen = get_object_or_404(convention.films, guid=film)
    who: Any = {"at": timezone.now(), "by": signed_in(request)}
    deed = request.POST.get("deed", "")
    try:
        if deed == "give":
            code = request.POST.get("session", "")
            session = get_object_or_404(convention.sessions, code=code) if code else None
            actions.give_film(film=chosen, session=session, **who)
        elif deed == "play":
            room = get_object_or_404(convention.rooms, slug=request.POST.get("room", ""))
            actions.play_film(film=chosen, room=room, **who)
        elif deed == "stop":
            for channel in chosen.channels.select_related("room"):
                actions.stop_film(room=channel.room, **who)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("stage:films", args=[convention.slug]) + f"#{film}")


@staff_page(may_produce)
def remove(request: HttpRequest, convention: Convention, film: UUID) -> HttpResponse:
    """Ask, and remove a film."""
    chosen = get_object_or_404(convention.films, guid=film)
    back = reverse("stage:films", args=[convention.slug])
    question = Question(
        title=_("Remove the film “%(film)s”?") % {"film": chosen},
        back=back,
        done=back,
        said=_("The film was removed."),
        action=_("Remove"),
        goes_with=[_("What was shown of it stays in the recordings.")],
        convention=convention,
    )
    who: Any = {"at": timezone.now(), "by": signed_in(request)}
    return answer_question(request, question, do=lambda: actions.remove_film(film=chosen, **who))


def _page(request: HttpRequest, convention: Convention, *, status: int = 200) -> HttpResponse:
    rooms = convention.rooms.filter(has_picture=True).order_by("position", "pk")
    sessions = convention.sessions.filter(room__in=rooms, is_cancelled=False).select_related("room")
    channels = Channel.objects.filter(room__in=rooms).select_related("room")
    playing = {channel.film_id: channel.room for channel in channels}
    by_code = {session.code: session for session in sessions.order_by("starts_at", "pk")}
    quality = quality_for(convention)
    context = {
        "convention": convention,
        "rows": [
            Row(
                film,
                by_code.get(film.session_code),
                playing.get(film.pk),
                holds_up(folder_of(film), quality) if film.is_ready else 0,
            )
            for film in convention.films.order_by("added_at", "pk")
        ],
        "sessions": by_code.values(),
        "rooms": rooms,
        "waiting": waiting_files(),
        "largest": settings.LARGEST_FILM // 1_000_000_000,
    }
    return render(request, "stage/films.html", context, status=status)


def _add(request: HttpRequest, convention: Convention) -> None:
    """Take in what was uploaded, or named; nothing of it is left when it is refused."""
    who: Any = {"at": timezone.now(), "by": signed_in(request)}
    name = request.POST.get("waiting", "")
    upload = request.FILES.get("film")
    if name:
        _add_waiting(name, convention, who)
    elif upload:
        _add_uploaded(upload, convention, who)
    else:
        raise RefusedError(_("Please choose a file."))


def _add_waiting(name: str, convention: Convention, who: Any) -> None:  # noqa: ANN401 -- an action's at and by
    known = {file.name: file for file in waiting_files()}
    if name not in known:
        raise RefusedError(_("There is no such file in the folder for films."))
    film = Film(origin=name)
    facts = look_into_film(original_of(film))
    about: dict[str, Any] = {"name": name, "size": known[name].size, "seconds": facts.seconds}
    actions.add_film(film=film, convention=convention, **about, **who)


def _add_uploaded(upload: UploadedFile[bytes], convention: Convention, who: Any) -> None:  # noqa: ANN401 -- an action's at and by
    size = upload.size or 0
    require_room(size)
    film = Film()
    folder = folder_of(film)
    folder.mkdir(parents=True)
    try:
        keep(upload, original_of(film))
        facts = look_into_film(original_of(film))
        about: dict[str, Any] = {
            "name": upload.name or "film",
            "size": size,
            "seconds": facts.seconds,
        }
        actions.add_film(film=film, convention=convention, **about, **who)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
