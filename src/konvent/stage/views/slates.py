# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The slates: what stages show while nothing comes in, looked at before anybody else sees it."""

from __future__ import annotations

import io
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_list_or_404, get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from konvent.convention.access import staff_page
from konvent.foundation.form_pages import FormPage, answer_form
from konvent.people.access import signed_in
from konvent.people.permissions import may_produce
from konvent.stage import actions
from konvent.stage.forms import SlateForm
from konvent.stage.media.design import design_for_all, design_of
from konvent.stage.media.slate_picture import draw
from konvent.stage.models import Slate

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import HttpRequest, HttpResponse

    from konvent.convention.models import Convention
    from konvent.programme.models import Room
    from konvent.stage.media.slate_picture import Design

PREVIEW = (640, 360)


@dataclass(frozen=True, slots=True)
class Place:
    """A stage, or all of them, with the slate it has."""

    room: Room | None
    shown: Slate | None
    prepared: Slate | None
    picture: str
    """The slate as a picture that can stand in the page."""


@staff_page(may_produce, "GET")
def slates(request: HttpRequest, convention: Convention) -> HttpResponse:
    """Every stage with what it shows while nothing comes in."""
    stages = _stages(convention)
    places = _places(convention, (None, *stages)) if stages else []
    return render(request, "stage/slates.html", {"convention": convention, "places": places})


@staff_page(may_produce)
def slate(request: HttpRequest, convention: Convention, room: str = "") -> HttpResponse:
    """One slate: prepared in the form, looked at, and then shown."""
    stage = get_object_or_404(convention.rooms, slug=room, has_picture=True) if room else None
    get_list_or_404(convention.rooms, has_picture=True)
    back = reverse("stage:slates", args=[convention.slug])
    who: Any = {"at": timezone.now(), "by": signed_in(request)}
    if request.POST.get("deed"):
        return _do(request, convention, stage, back, who)
    place = _places(convention, [stage])[0]
    known = place.prepared or place.shown or Slate(convention=convention, room=stage)
    form = SlateForm(
        request.POST or None,
        request.FILES or None,
        instance=known,
        languages=convention.languages,
    )
    return answer_form(
        request,
        form,
        FormPage(
            title=_("Slate: %(place)s") % {"place": stage or _("all stages")},
            back=back,
            saved=_("This is how it looks. Nobody else sees it yet."),
            action=_("Look at it"),
            template="stage/slate.html",
            more={"convention": convention, "place": place},
        ),
        state="",
        save=lambda _seen: _prepare(request, convention, stage, form, who),
    )


def _prepare(
    request: HttpRequest,
    convention: Convention,
    stage: Room | None,
    form: SlateForm,
    who: Any,  # noqa: ANN401 -- an action's at and by
) -> str:
    actions.prepare_slate(convention=convention, room=stage, values=form.values, **who)
    return request.path


def _do(
    request: HttpRequest,
    convention: Convention,
    stage: Room | None,
    back: str,
    who: Any,  # noqa: ANN401 -- an action's at and by
) -> HttpResponse:
    if request.POST["deed"] == "show":
        actions.show_slate(convention=convention, room=stage, **who)
        messages.success(request, _("Shown from now on whenever nothing comes in."))
    elif request.POST["deed"] == "drop":
        actions.drop_slate(convention=convention, room=stage, **who)
        messages.success(request, _("The slate is made from the look again."))
    return HttpResponseRedirect(back)


def _stages(convention: Convention) -> list[Room]:
    stages = convention.rooms.filter(has_picture=True).order_by("position", "pk")
    return list(stages.select_related("convention"))


def _places(convention: Convention, wanted: Iterable[Room | None]) -> list[Place]:
    """Return these stages (None: all of them) with their slates."""
    known = {(slate.room_id, slate.is_shown): slate for slate in convention.slates.order_by("pk")}
    example = _stages(convention)[0]
    places = []
    for room in wanted:
        key = room.pk if room else None
        shown, prepared = known.get((key, True)), known.get((key, False))
        slate = prepared or shown or known.get((None, True))
        design = design_of(room, slate) if room else design_for_all(example, slate)
        places.append(Place(room, shown, prepared, _as_picture(design)))
    return places


def _as_picture(design: Design) -> str:
    """Draw the slate small, so that it can stand in the page and nobody else can ask for it."""
    drawn, written = draw(design), io.BytesIO()
    drawn.thumbnail(PREVIEW)
    drawn.save(written, "JPEG", quality=82)
    return f"data:image/jpeg;base64,{b64encode(written.getvalue()).decode()}"
