# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What every public page starts from: the convention, its published programme, and a language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from django.http import Http404
from django.utils.translation import gettext as _

from konvent.convention.models import Convention
from konvent.programme.queries import published_schedule
from konvent.programme.schedule import ConventionFacts, Schedule
from konvent.site.templatetags.moments import date_range

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.programme.schedule import ScheduleRoom


@dataclass(frozen=True)
class Edition:
    """One convention as the public sees it, in one language."""

    convention: Convention
    schedule: Schedule
    """The published one; empty as long as nothing is published."""
    language: str

    @property
    def slug(self) -> str:
        return self.convention.slug

    @cached_property
    def languages(self) -> list[str]:
        """Return the languages it is held in; its own page's language is always among them."""
        languages = self.convention.languages or ["de", "en"]
        return languages if self.language in languages else [*languages, self.language]

    @cached_property
    def stages(self) -> list[ScheduleRoom]:
        """Return the rooms with a live picture, else those where something happens."""
        with_picture = [room for room in self.schedule.rooms if room.has_picture]
        if with_picture:
            return with_picture
        in_use = {session.room for session in self.schedule.scheduled}
        return [room for room in self.schedule.rooms if room.slug in in_use]

    @cached_property
    def dates(self) -> str:
        """Return when it is, in words."""
        days = self.schedule.days
        return date_range(days[0].date, days[-1].date) if days else ""

    @cached_property
    def starts_at(self) -> datetime | None:
        """Return when the first item of all begins."""
        return min((s.starts_at for s in self.schedule.sessions if s.starts_at), default=None)

    @cached_property
    def ends_at(self) -> datetime | None:
        """Return when the last item of all is over."""
        return max((s.ends_at for s in self.schedule.sessions if s.ends_at), default=None)


def open_edition(slug: str, language: str) -> Edition:
    """Return the public's view of a convention, or say that there is none."""
    convention = Convention.objects.listed().filter(slug=slug).first()
    if convention is None:
        raise Http404(_("There is no such convention here."))
    schedule = published_schedule(slug) or _nothing_yet(convention)
    return Edition(convention, schedule, language)


def _nothing_yet(convention: Convention) -> Schedule:
    return Schedule(
        convention=ConventionFacts(
            slug=convention.slug,
            title=convention.title,
            timezone=convention.timezone,
            start=date.min,
            end=date.min,
        )
    )
