# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The door at which nginx asks whether an encoder's key is right. It changes nothing."""

from __future__ import annotations

from http import HTTPStatus
from ipaddress import ip_address
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from konvent.stage.rtmp import is_right_key

if TYPE_CHECKING:
    from django.http import HttpRequest

HERE = frozenset({"127.0.0.1", "::1"})
REFUSED_AT_MOST, WITHIN = 30, 60
"""Wrong keys from one network address, and the seconds after which they are forgotten."""


@csrf_exempt  # no browser comes here; only this machine's nginx is heard
@require_POST
def rtmp(request: HttpRequest) -> HttpResponse:
    """Say whether somebody may send, go on sending, or fetch."""
    if request.META["REMOTE_ADDR"] not in HERE:
        return HttpResponse(status=HTTPStatus.NOT_FOUND)
    whose = f"rtmp-refused-{_network_address(request.POST.get('addr', ''))}"
    if cache.get(whose, 0) >= REFUSED_AT_MOST:
        return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
    if is_right_key(request.POST.get("name", ""), request.POST.get("key", "")):
        return HttpResponse(status=HTTPStatus.OK)
    cache.add(whose, 0, WITHIN)
    cache.incr(whose)
    return HttpResponse(status=HTTPStatus.FORBIDDEN)


def _network_address(said: str) -> str:
    """Return where an encoder sends from, if nginx said so."""
    try:
        return str(ip_address(said))
    except ValueError:
        return "unknown"
