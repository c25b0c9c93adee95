# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Say where something new begins in a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from konvent.foundation import audit, records
from konvent.library.actions.guards import require_finished
from konvent.library.actions.telling import tell_of_change
from konvent.library.models import ChapterMark
from konvent.library.player import clock_length

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from konvent.foundation.texts import Text
    from konvent.library.models import Recording
    from konvent.people.models import User


@transaction.atomic
def mark_chapters(
    *, recording: Recording, marks: Mapping[float, Text], at: datetime, by: User | None
) -> None:
    """Let the chapters of what is shown be these, by the player's second at which each begins.

    Marks on the parts of the tape that were cut off stay. Raises RefusedError.
    """
    present = records.locked(recording)
    require_finished(present)
    begins = present.starts_in
    ends = begins + present.duration.total_seconds()
    shown = present.chapters.filter(position__gte=begins, position__lt=ends)
    before = _facts(shown.order_by("position"), begins)
    wanted = [
        ChapterMark(recording=present, position=begins + second, title=title)
        for second, title in sorted(marks.items())
    ]
    after = _facts(wanted, begins)
    if after == before:
        return
    shown.delete()
    ChapterMark.objects.bulk_create(wanted)
    slug = present.convention.slug
    audit.record(
        at=at,
        actor=by,
        verb="mark chapters",
        thing=present,
        convention=slug,
        before={"chapters": before},
        after={"chapters": after},
    )
    tell_of_change(present, at=at)


def _facts(marks: Iterable[ChapterMark], begins: float) -> list[str]:
    return [
        f"{clock_length(mark.position - begins)} {' / '.join(mark.title.values())}"
        for mark in marks
    ]
