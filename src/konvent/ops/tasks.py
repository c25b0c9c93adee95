# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the worker does for the demonstration."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from konvent.foundation.jobs import Lane, Run, job
from konvent.library.models import Recording
from konvent.ops.demo.recordings import KIND, record_afterwards
from konvent.programme.models import Room
from konvent.programme.queries import published_schedule

if TYPE_CHECKING:
    from pathlib import Path


@job(KIND, lane=Lane.LONG)
def demo_recording(run: Run) -> None:
    """Record one session after the fact, if it has no recording yet."""
    convention, _slash, code = run.key.partition("/")
    schedule = published_schedule(convention)
    session = schedule.session.get(code) if schedule else None
    room = Room.objects.filter(
        convention__slug=convention, slug=session.room if session else "", has_picture=True
    )
    there = Recording.objects.filter(convention__slug=convention, session_code=code)
    stage = room.select_related("convention").first()
    if session is None or stage is None or there.exists():
        return
    workshop: Path = settings.DATA / "jobs" / f"{KIND}-{code}"
    shutil.rmtree(workshop, ignore_errors=True)
    workshop.mkdir(parents=True)
    try:
        record_afterwards(room=stage, session=session, workshop=workshop, at=timezone.now())
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
