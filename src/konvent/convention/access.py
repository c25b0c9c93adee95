# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The door of every page of the staff area."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeAlias

from django.http import HttpResponseNotAllowed
from django.shortcuts import get_object_or_404
from django.utils import timezone

from konvent.convention.models import Convention
from konvent.foundation.access import require, with_head
from konvent.foundation.staff import way_to_prove

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse, HttpResponseBase

Parameters = ParamSpec("Parameters")
View: TypeAlias = "Callable[Concatenate[HttpRequest, Convention, Parameters], HttpResponse]"
May: TypeAlias = "Callable[[Any, Convention], bool]"


def staff_page(
    may: May, *methods: str
) -> Callable[[View[Parameters]], Callable[..., HttpResponseBase]]:
    """Let in who proved who they are and ``may``; give the view its convention and its clock.

    Without methods the page is read (GET) and sent (POST).
    """
    allowed = with_head(methods or ("GET", "POST"))

    def decorate(view: View[Parameters]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def answer(
            request: HttpRequest,
            /,
            convention: str,
            *args: Parameters.args,
            **rest: Parameters.kwargs,
        ) -> HttpResponseBase:
            if detour := way_to_prove(request):
                return detour
            place = get_object_or_404(Convention, slug=convention)
            require(may, request.user, place)
            if request.method not in allowed:
                return HttpResponseNotAllowed(allowed)
            request.staff_convention = place  # type: ignore[attr-defined]  # for the staff's pass
            with timezone.override(place.zone):
                return view(request, place, *args, **rest)

        answer.staff_permission = may  # type: ignore[attr-defined]  # for the test that no door is left open
        return answer

    return decorate
