# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Show recordings to visitors, or to the staff alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, records
from konvent.foundation.refusals import RefusedError
from konvent.library.actions.guards import require_finished, require_something
from konvent.library.actions.telling import tell_of_change
from konvent.library.models import Recording, RecordingState
from konvent.library.queries import may_be_recorded

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.people.models import User


@transaction.atomic
def publish_recording(*, recording: Recording, at: datetime, by: User | None) -> None:
    """Show a recording to everybody the stages let in. Raises RefusedError."""
    present = records.locked(recording)
    require_finished(present)
    require_something(present)
    if not may_be_recorded(present.convention, present.session_code):
        raise RefusedError(
            _("The session is marked as not to be recorded. Ask those who speak in it first.")
        )
    _set(present, RecordingState.PUBLISHED, "publish", at=at, by=by)


@transaction.atomic
def withhold_recording(*, recording: Recording, at: datetime, by: User | None) -> None:
    """Show a recording to the staff alone. Raises RefusedError."""
    present = records.locked(recording)
    require_finished(present)
    _set(present, RecordingState.WITHHELD, "withhold", at=at, by=by)


def _set(
    recording: Recording, state: RecordingState, verb: str, *, at: datetime, by: User | None
) -> None:
    if recording.state == state:
        return
    before = audit.facts(recording)
    recording.state = state
    recording.save(update_fields=["state"])
    slug = recording.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=recording, convention=slug, before=before)
    tell_of_change(recording, at=at)
