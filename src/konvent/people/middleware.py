# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What holds for every page behind the sign-in: the person's language, and nobody keeps a copy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.utils import translation

from konvent.people.models import User

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

PERSONAL = ("/account/", "/manage/")
OF_A_PARTICIPANT = re.compile(r"/[^/]+/(my|door)/")
"""What says nothing about keeping it, such as that there is no such thing, is not kept either."""


def personal_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in the language the person works in, and forbid every cache to keep the answer."""

    def answer(request: HttpRequest) -> HttpResponse:
        if OF_A_PARTICIPANT.match(request.path):
            response = get_response(request)
            response.headers.setdefault("Cache-Control", "no-store")
            return response
        if not request.path.startswith(PERSONAL):
            return get_response(request)
        if isinstance(request.user, User) and request.user.language:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        response = get_response(request)
        response["Cache-Control"] = "no-store"
        return response

    return answer
