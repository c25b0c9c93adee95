# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The only place that connects one chapter's event to another chapter's action."""

from __future__ import annotations

from django.utils import timezone

from konvent.foundation.events import listen
from konvent.programme.events import ProgrammePublished
from konvent.stage.actions import show_new_version


def connect() -> None:
    listen(ProgrammePublished, bring_stages_up_to_date)


def bring_stages_up_to_date(event: ProgrammePublished) -> None:
    show_new_version(convention=event.convention, at=timezone.now())
