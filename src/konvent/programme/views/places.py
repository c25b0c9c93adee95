# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about rooms, stages and tracks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import (
    FormPage,
    Question,
    answer_form,
    answer_question,
    guid_in,
    new_key,
)
from konvent.foundation.records import state_of
from konvent.people.access import signed_in
from konvent.people.permissions import may_organise
from konvent.programme.actions.rooms import add_room, change_room, remove_room
from konvent.programme.actions.tracks import add_track, change_track, remove_track
from konvent.programme.forms import RoomForm, TrackForm

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention


@staff_page(may_organise, "GET")
def room_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """All rooms, in the order of the programme's grid."""
    rooms = convention.rooms.annotate(number=Count("sessions")).order_by("position", "pk")
    context = {"convention": convention, "rooms": rooms}
    return render(request, "programme/organiser/room_list.html", context)


@staff_page(may_organise)
def room_add(request: HttpRequest, convention: Convention) -> HttpResponse:
    form = RoomForm(request.POST or None, languages=convention.languages)
    page = FormPage(
        title=_("Add a stage or room"),
        back=reverse("programme:room_list", args=[convention.slug]),
        saved=_("It is added. Visitors see it with the next version."),
        action=_("Add"),
        more={"convention": convention},
    )

    def save(key: str) -> None:
        add_room(
            convention=convention,
            guid=guid_in(key),
            values=form.cleaned_data,
            actor=signed_in(request),
            at=timezone.now(),
        )

    return answer_form(request, form, page, state=new_key(), save=save)


@staff_page(may_organise)
def room_edit(request: HttpRequest, convention: Convention, slug: str) -> HttpResponse:
    room = get_object_or_404(convention.rooms, slug=slug)
    state = state_of(room)
    form = RoomForm(request.POST or None, instance=room, languages=convention.languages)
    page = FormPage(
        title=form.heading,
        back=reverse("programme:room_list", args=[convention.slug]),
        saved=_("Saved. Visitors see it with the next version."),
        template="programme/organiser/room_edit.html",
        more={"convention": convention, "room": room},
    )

    def save(seen: str) -> None:
        change_room(
            room=room,
            values=form.cleaned_data,
            seen=seen,
            actor=signed_in(request),
            at=timezone.now(),
        )

    return answer_form(request, form, page, state=state, save=save)


@staff_page(may_organise)
def room_remove(request: HttpRequest, convention: Convention, slug: str) -> HttpResponse:
    room = get_object_or_404(convention.rooms, slug=slug)
    number = room.sessions.count()
    goes_with = [
        _("its stage, with picture and address"),
        ngettext(
            "%(number)s session stays, without a room",
            "%(number)s sessions stay, without a room",
            number,
        )
        % {"number": number},
    ]
    return answer_question(
        request,
        Question(
            title=_("Remove “%(title)s”?") % {"title": room.name},
            back=reverse("programme:room_edit", args=[convention.slug, slug]),
            done=reverse("programme:room_list", args=[convention.slug]),
            said=_("“%(title)s” is removed.") % {"title": room.name},
            action=_("Remove the room"),
            goes_with=goes_with,
            convention=convention,
        ),
        do=lambda: remove_room(room=room, actor=signed_in(request), at=timezone.now()),
    )


@staff_page(may_organise, "GET")
def track_list(request: HttpRequest, convention: Convention) -> HttpResponse:
    """All tracks, in their order."""
    tracks = convention.tracks.annotate(number=Count("sessions")).order_by("position", "pk")
    context = {"convention": convention, "tracks": tracks}
    return render(request, "programme/organiser/track_list.html", context)


@staff_page(may_organise)
def track_add(request: HttpRequest, convention: Convention) -> HttpResponse:
    form = TrackForm(request.POST or None, languages=convention.languages)
    page = FormPage(
        title=_("Add a track"),
        back=reverse("programme:track_list", args=[convention.slug]),
        saved=_("It is added. Visitors see it with the next version."),
        action=_("Add"),
        more={"convention": convention},
    )

    def save(_key: str) -> None:
        add_track(
            convention=convention,
            values=form.cleaned_data,
            actor=signed_in(request),
            at=timezone.now(),
        )

    return answer_form(request, form, page, state="", save=save)


@staff_page(may_organise)
def track_edit(request: HttpRequest, convention: Convention, slug: str) -> HttpResponse:
    track = get_object_or_404(convention.tracks, slug=slug)
    state = state_of(track)
    form = TrackForm(request.POST or None, instance=track, languages=convention.languages)
    page = FormPage(
        title=form.heading,
        back=reverse("programme:track_list", args=[convention.slug]),
        saved=_("Saved. Visitors see it with the next version."),
        template="programme/organiser/track_edit.html",
        more={"convention": convention, "track": track},
    )

    def save(seen: str) -> None:
        change_track(
            track=track,
            values=form.cleaned_data,
            seen=seen,
            actor=signed_in(request),
            at=timezone.now(),
        )

    return answer_form(request, form, page, state=state, save=save)


@staff_page(may_organise)
def track_remove(request: HttpRequest, convention: Convention, slug: str) -> HttpResponse:
    track = get_object_or_404(convention.tracks, slug=slug)
    number = track.sessions.count()
    goes_with = [
        ngettext(
            "%(number)s session stays, without a track",
            "%(number)s sessions stay, without a track",
            number,
        )
        % {"number": number}
    ]
    return answer_question(
        request,
        Question(
            title=_("Remove “%(title)s”?") % {"title": track.name},
            back=reverse("programme:track_edit", args=[convention.slug, slug]),
            done=reverse("programme:track_list", args=[convention.slug]),
            said=_("“%(title)s” is removed.") % {"title": track.name},
            action=_("Remove the track"),
            goes_with=goes_with,
            convention=convention,
        ),
        do=lambda: remove_track(track=track, actor=signed_in(request), at=timezone.now()),
    )
