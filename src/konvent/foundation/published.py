# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The published lane, seen from Django: pages that are the same for everybody.

The front keeps the bytes of such a page in memory until one of its topics changes. Such a view
reads no cookie, no session and no query string; its path lies below /<convention>/<language>/ or
/<convention>/public/.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeAlias

from konvent.foundation.access import Access

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse

TOPICS_HEADER = "X-Konvent-Topics"
ACCESS_HEADER = "X-Konvent-Access"

Parameters = ParamSpec("Parameters")
View: TypeAlias = "Callable[Concatenate[HttpRequest, Parameters], HttpResponse]"


def published(
    *topics: str, access: Access = Access.PUBLIC
) -> Callable[[View[Parameters]], View[Parameters]]:
    """Mark a view as published until one of ``topics`` changes.

    A topic may name the view's parameters, as in ``published("{convention}/programme")``. For what
    only the view knows, it calls ``depend_on`` on its response.
    """

    def decorate(view: View[Parameters]) -> View[Parameters]:
        @wraps(view)
        def answer(
            request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs
        ) -> HttpResponse:
            response = view(request, *args, **kwargs)
            if response.status_code == 200:  # noqa: PLR2004 -- HTTP's own word for fine
                depend_on(response, *(name.format(**kwargs) for name in topics))
                response[ACCESS_HEADER] = str(access)
            return response

        return answer  # type: ignore[return-value]  # mypy names the wrapper otherwise

    return decorate


def depend_on(response: HttpResponse, *topics: str) -> None:
    """Note that this published page shows these topics too."""
    known = response.get(TOPICS_HEADER, "").split()
    response[TOPICS_HEADER] = " ".join(dict.fromkeys([*known, *topics]))
