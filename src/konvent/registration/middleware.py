# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Lets staff into the stages of the conventions they work on, as a ticket lets participants in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from konvent.people.models import User
from konvent.people.queries import conventions_of
from konvent.registration.links import STAFF_PASS_LASTS, staff_pass
from konvent.registration.tickets import COOKIE

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

SIGN_OUT = "/account/logout/"
FINE = 200


def staff_passes(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Hand out the pass with every page of a staff area, and take it back at the sign-out."""

    def answer(request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and request.path == SIGN_OUT:
            return _without_passes(request, get_response)
        response = get_response(request)
        if request.path.startswith("/manage/") and response.status_code == FINE:
            _hand_out(request, response)
        return response

    return answer


def _hand_out(request: HttpRequest, response: HttpResponse) -> None:
    convention = getattr(request, "staff_convention", None)
    if convention is None or not isinstance(request.user, User):
        return
    response.set_cookie(
        COOKIE,
        staff_pass(request.user, convention, at=timezone.now()),
        path=f"/{convention.slug}/",
        max_age=STAFF_PASS_LASTS,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _without_passes(
    request: HttpRequest, get_response: Callable[[HttpRequest], HttpResponse]
) -> HttpResponse:
    worked_on = []
    if isinstance(request.user, User):
        worked_on = list(conventions_of(request.user).values_list("slug", flat=True))
    response = get_response(request)
    for convention in worked_on:
        response.delete_cookie(COOKIE, path=f"/{convention}/", samesite="Lax")
    return response
