# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where people wait for a place inside: one page for everybody, who find their number in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.site.now import on_stages, watch_stages
from konvent.site.page import public_page, show
from konvent.stage.queries import stages_with_sound_alone

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

    from konvent.site.edition import Edition


@public_page()
def waiting(request: HttpRequest, edition: Edition) -> HttpResponse:
    stages, heard = on_stages(edition), stages_with_sound_alone(edition.slug)
    context = {
        "stages": [stage for stage in stages if stage.room.slug in heard],
        "is_silent": bool(stages) and not heard,
    }
    response = show(request, edition, "site/waiting.html", context)
    return watch_stages(response, edition, stages)
