# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Bring a programme that was read from a file into the house."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from konvent.convention.models import RESERVED_SLUGS, Convention
from konvent.foundation import audit
from konvent.foundation.refusals import RefusedError
from konvent.programme.actions.versions import publish_version
from konvent.programme.actions.working_copy import write_convention, write_programme
from konvent.programme.alignment import align
from konvent.programme.document import read_document, write_document
from konvent.programme.merge import merge, vanished
from konvent.programme.queries import working_copy
from konvent.programme.soundness import require_sound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from konvent.people.models import User
    from konvent.programme.models import Version
    from konvent.programme.schedule import Schedule

TOLERATED_LOSS = 5
"""A feed may lose one in so many sessions without being asked."""

NOUNS: dict[str, Callable[[Any], Any]] = {
    "days": lambda day: day.date,
    "rooms": lambda room: room.guid,
    "tracks": lambda track: track.slug,
    "organisations": lambda body: body.guid,
    "people": lambda person: person.guid,
    "sessions": lambda session: session.guid,
}


class TooManyRemovalsError(RefusedError):
    """The feed suddenly lacks so many sessions that it may be broken."""


class NoSuchConventionError(RefusedError):
    """The house has conventions, but not the one of the file."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many things of one kind an import has brought, altered and taken away."""

    created: int
    changed: int
    removed: int
    unchanged: int


@dataclass(frozen=True, slots=True)
class Report:
    """What an import has done."""

    convention: Convention
    is_new: bool
    counts: dict[str, Count]
    version: Version | None = None
    """The version it has published: the first one of a new convention."""

    @property
    def has_changed(self) -> bool:
        return any(
            count.created or count.changed or count.removed for count in self.counts.values()
        )


@transaction.atomic
def apply_schedule(  # noqa: PLR0913 -- an import has these facts
    *,
    convention: Convention | None,
    schedule: Schedule,
    at: datetime,
    by: User | None = None,
    slug: str = "",
    feed: str = "",
    accepts_removals: bool = False,
) -> Report:
    """Bring what a file says into a convention's working copy; without one, into a new convention.

    A new convention takes its name (or ``slug``), days and zone from the file, and is published at
    once. Doing it again with the same file changes nothing. ``feed`` tells several feeds of one
    convention apart; each is compared with what it said itself before.
    """
    require_sound(schedule)
    target = convention or _create_convention(schedule, slug)
    target = Convention.objects.select_for_update().get(pk=target.pk)
    before = working_copy(target)
    name = feed or schedule.convention.slug
    known = target.feeds.filter(name=name).first()
    theirs = align(_without_own_pages(schedule, target), before)
    base = align(read_document(known.document), before) if known else None
    if not accepts_removals:
        _require_few_removals(base, before, theirs)
    after = merge(base, before, theirs)
    write_programme(target, before, after)
    counts = {name: _count(name, before, after) for name in NOUNS}
    report = Report(target, convention is None, counts)
    document = write_document(theirs)
    if known is None or known.document != document:
        facts = {"read_at": at, "document": document}
        target.feeds.update_or_create(name=name, defaults=facts)
    if report.has_changed:
        _write_down(report, at, by)
    if convention is None:
        report = replace(report, version=publish_version(convention=target, at=at, by=by))
    return report


def convention_for(schedule: Schedule, slug: str = "") -> Convention | None:
    """Return the convention that a file is for; None when it is to be created.

    It is the one asked for, else the one with the file's own short name. In an empty house it is
    created; in another one only when it was asked for.
    """
    found = Convention.objects.filter(slug=slug or schedule.convention.slug).first()
    if found is None and not slug and Convention.objects.exists():
        raise NoSuchConventionError(
            _(
                "There is no convention “%(slug)s” here. Name the one this programme belongs to "
                "with --convention; a new name creates a new convention."
            )
            % {"slug": schedule.convention.slug}
        )
    return found


def _create_convention(schedule: Schedule, slug: str) -> Convention:
    slug = slug or schedule.convention.slug
    if slug in RESERVED_SLUGS or len(slug) < 2:  # noqa: PLR2004 -- "de" and "en" are languages
        slug = f"convention-{slug}"
    target = Convention(slug=slug, is_current=not Convention.objects.exists())
    write_convention(target, schedule.convention)
    return target


def _without_own_pages(schedule: Schedule, target: Convention) -> Schedule:
    """Leave out addresses that lead here: a file this house wrote names its own pages."""
    home = f"{settings.PUBLIC_URL}/{target.slug}/"

    def elsewhere(url: str) -> str:
        return "" if url.startswith(home) else url

    convention = schedule.convention
    return replace(
        schedule,
        convention=replace(convention, url=elsewhere(convention.url)),
        sessions=tuple(replace(s, url=elsewhere(s.url)) for s in schedule.sessions),
    )


def _require_few_removals(base: Schedule | None, before: Schedule, theirs: Schedule) -> None:
    gone = vanished(base, before, theirs)
    known = len(before.sessions)
    if len(gone) * TOLERATED_LOSS > known:
        text = ngettext(
            "%(gone)d of %(known)d sessions is missing in this file. If that is right, import it "
            "again with --accept-removals.",
            "%(gone)d of %(known)d sessions are missing in this file. If that is right, import it "
            "again with --accept-removals.",
            len(gone),
        )
        raise TooManyRemovalsError(text % {"gone": len(gone), "known": known})


def _count(name: str, before: Schedule, after: Schedule) -> Count:
    key = NOUNS[name]
    old, new = _by_key(getattr(before, name), key), _by_key(getattr(after, name), key)
    both = [this for this in new if this in old]
    changed = sum(old[this] != new[this] for this in both)
    return Count(
        created=len(new) - len(both),
        changed=changed,
        removed=len(old) - len(both),
        unchanged=len(both) - changed,
    )


def _by_key(things: Iterable[Any], key: Callable[[Any], Any]) -> dict[Any, Any]:
    return {key(thing): thing for thing in things}


def _write_down(report: Report, at: datetime, by: User | None) -> None:
    counts = {
        name: f"+{count.created} ~{count.changed} -{count.removed}"
        for name, count in report.counts.items()
    }
    audit.record(
        at=at,
        actor=by,
        verb="import",
        thing=report.convention,
        convention=report.convention.slug,
        after=counts,
    )
