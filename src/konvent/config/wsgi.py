# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The application lane, as a WSGI server loads it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from django.core.wsgi import get_wsgi_application

if TYPE_CHECKING:
    from collections.abc import Iterable

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konvent.config.settings.production")

django_application = get_wsgi_application()


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:  # noqa: ANN401 -- WSGI's signature
    """Answer a request that the front passed on.

    Only the front can reach this process, and it says whose request this is.
    """
    environ["REMOTE_ADDR"] = environ.get("HTTP_X_FORWARDED_FOR") or "127.0.0.1"
    return django_application(environ, start_response)
