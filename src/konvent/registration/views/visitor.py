# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The door, the way out, and one's agenda: pages of the application lane, each for one person."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from konvent.foundation.refusals import RefusedError
from konvent.foundation.wishes import Body, NotUnderstoodError
from konvent.people.participants import AWAY, NOT_CONFIRMED, ways_for_participants
from konvent.programme.queries import published_schedule
from konvent.registration.actions import drop_bookmark, keep_bookmark, send_ticket_link
from konvent.registration.admission import PLACE_COOKIE
from konvent.registration.forms.tickets import LinkForm
from konvent.registration.gate import Verdict
from konvent.registration.holders import ticket_of
from konvent.registration.personal import (
    asking_network,
    language_of,
    listed,
    see,
    show,
)
from konvent.registration.queries import takes_registrations
from konvent.registration.tickets import COOKIE, SPEAKER_COOKIE, STAGE_COOKIE

if TYPE_CHECKING:
    from django.http import HttpRequest

LONGEST_CODE = 20
MOST_CODES = 500


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def door(request: HttpRequest, convention: str) -> HttpResponse:
    """Say why somebody was not let in, and mail a new link."""
    place = listed(convention)
    with translation.override(language_of(request, place)):
        form = LinkForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                send_ticket_link(
                    convention=place,
                    email=form.cleaned_data["email"],
                    network=asking_network(request),
                    at=timezone.now(),
                )
            except RefusedError as refused:
                form.add_error(refused.field, str(refused))
            else:
                return see(request, sent="1")
        context = {
            "form": form,
            "why": _verdict(request.GET.get("why", "")),
            "is_sent": "sent" in request.GET,
            "takes_registrations": takes_registrations(place, at=timezone.now()),
            "directories": ways_for_participants(),
        }
        return show(request, place, "registration/door.html", context)


@never_cache
@require_POST
def sign_out(request: HttpRequest, convention: str) -> HttpResponse:
    """Forget the passes; the links let in again."""
    place = listed(convention)
    home = f"/{place.slug}/{language_of(request, place)}/"
    response = HttpResponseRedirect(home)
    for cookie in (COOKIE, PLACE_COOKIE, SPEAKER_COOKIE, STAGE_COOKIE):
        response.delete_cookie(cookie, path=f"/{place.slug}/", samesite="Lax")
    return response


@never_cache
@csrf_exempt  # its own check: only a page of this origin can send JSON here with the pass
@require_POST
def agenda(request: HttpRequest, convention: str) -> HttpResponse:
    """Bring what the browser chose into the ticket's agenda, and answer what is in it then."""
    if not _is_from_here(request):
        return JsonResponse({}, status=HTTPStatus.FORBIDDEN)
    place = listed(convention)
    mine = ticket_of(request, place, at=timezone.now())
    if mine is None:
        return JsonResponse({}, status=HTTPStatus.FORBIDDEN)
    try:
        asked = Body.parse(request.body)
        keep, drop = _codes(asked, "keep"), _codes(asked, "drop")
    except NotUnderstoodError:
        return JsonResponse({}, status=HTTPStatus.BAD_REQUEST)
    schedule = published_schedule(place.slug)
    try:
        keep_bookmark(ticket=mine, codes=[c for c in keep if schedule and c in schedule.session])
    except RefusedError:
        return JsonResponse({}, status=HTTPStatus.CONFLICT)
    drop_bookmark(ticket=mine, codes=drop)
    kept = mine.bookmarks.order_by("pk").values_list("session_code", flat=True)
    return JsonResponse({"codes": list(kept)})


def _verdict(why: str) -> str:
    return why if why in {NOT_CONFIRMED, AWAY, *(verdict.value for verdict in Verdict)} else ""


def _is_from_here(request: HttpRequest) -> bool:
    """Whether a page of this origin sent it.

    Another origin cannot send JSON without asking first, and nobody here says yes; browsers that
    say where a request comes from are held to it.
    """
    is_json = request.content_type == "application/json"
    return is_json and request.headers.get("sec-fetch-site", "same-origin") == "same-origin"


def _codes(asked: Body, name: str) -> list[str]:
    codes = asked.members.get(name, [])
    if not isinstance(codes, list) or len(codes) > MOST_CODES:
        raise NotUnderstoodError(name)
    if not all(isinstance(code, str) and code and code.isprintable() for code in codes):
        raise NotUnderstoodError(name)
    if any(len(code) > LONGEST_CODE for code in codes):
        raise NotUnderstoodError(name)
    return codes
