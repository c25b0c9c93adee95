# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The door at which a rehearsal gets its tickets, where somebody has allowed it."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from konvent.foundation.wishes import Body, NotUnderstoodError
from konvent.ops.house import NoConventionError, convention_called
from konvent.ops.rehearsal.invitation import MOST, NothingToRehearseError, invite
from konvent.ops.rehearsal.target import is_allowed

if TYPE_CHECKING:
    from django.http import HttpRequest

SCHEME = "Bearer "
LONGEST_NAME = 100


@never_cache
@csrf_exempt  # no browser asks here: the token is in a header that no form can send
@require_POST
def rehearsal(request: HttpRequest) -> JsonResponse:
    """Hand out tickets for a rehearsal to whoever has the token that this house has made."""
    now = timezone.now()
    shown = request.headers.get("authorization", "")
    if not shown.startswith(SCHEME) or not is_allowed(shown.removeprefix(SCHEME), now):
        return JsonResponse({"error": "not-allowed"}, status=HTTPStatus.FORBIDDEN)
    try:
        asked = Body.parse(request.body)
        count = min(asked.number("participants"), MOST)
        convention = convention_called(asked.text("convention", longest=LONGEST_NAME))
        plan = invite(convention, count, at=now)
    except NotUnderstoodError:
        return JsonResponse({"error": "not-understood"}, status=HTTPStatus.BAD_REQUEST)
    except (NoConventionError, NothingToRehearseError):
        return JsonResponse({"error": "nothing-to-rehearse"}, status=HTTPStatus.CONFLICT)
    return JsonResponse(plan.as_json())
