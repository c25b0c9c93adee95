# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What every page about a session looks up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from konvent.audience.rules import session_of

if TYPE_CHECKING:
    from konvent.convention.models import Convention
    from konvent.programme.schedule import ScheduleSession


def published_session(convention: Convention, code: str) -> ScheduleSession:
    """Return the session as it is published, or say that there is none."""
    session = session_of(convention.slug, code)
    if session is None:
        raise Http404(str(_("This session is not, or no longer, in the programme.")))
    return session


def public_language(convention: Convention) -> str:
    """Return the language of the public pages that the page links to."""
    spoken = get_language() or ""
    return spoken if spoken in convention.languages else convention.default_language
