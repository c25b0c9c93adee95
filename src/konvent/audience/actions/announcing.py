# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Tell everybody something, and let the audience only read for a while."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.audience.events import AnnouncementsChanged
from konvent.audience.models import Announcement, Silence
from konvent.audience.models.announcements import LONGEST_ANNOUNCEMENT
from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.foundation.prepared import prepared
from konvent.foundation.refusals import RefusedError
from konvent.foundation.remembering import once

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from konvent.convention.models import Convention
    from konvent.foundation.intents import Apply, Intent, Outcome
    from konvent.people.models import User


class CannotAnnounceError(RefusedError):
    """This cannot be announced; the message says why."""


class ReadOnlyError(RefusedError):
    """Nobody in the audience can write at the moment."""

    def __init__(self) -> None:
        said = _("At the moment everything here can only be read. Please try again later.")
        super().__init__(said, code="read-only")


@transaction.atomic
def make_announcement(
    *, convention: Convention, key: UUID, values: dict[str, Any], at: datetime, by: User | None
) -> Announcement:
    """Say it on every open page; what is sent twice with the same key is said once."""
    there = Announcement.objects.filter(convention=convention, key=key).first()
    if there is not None:
        return there
    if any(len(text) > LONGEST_ANNOUNCEMENT for text in values["text"].values()):
        too_long = _("At most %(most)s characters each.") % {"most": LONGEST_ANNOUNCEMENT}
        raise CannotAnnounceError(too_long, field="text")
    announcement = Announcement(convention=convention, key=key, at=at)
    records.add(announcement, values, convention=convention.slug, actor=by, at=at)
    announce(AnnouncementsChanged(convention.slug))
    return announcement


@transaction.atomic
def take_announcement_back(*, announcement: Announcement, at: datetime, by: User | None) -> None:
    """Say it no longer."""
    announcement = records.locked(announcement)
    if announcement.taken_back_at is not None:
        return
    announcement.taken_back_at = at
    announcement.save(update_fields=["taken_back_at"])
    slug = announcement.convention.slug
    verb = "take announcement back"
    audit.record(at=at, actor=by, verb=verb, thing=announcement, convention=slug, after={})
    announce(AnnouncementsChanged(slug))


@transaction.atomic
def let_audience_only_read(*, convention: Convention, at: datetime, by: User | None) -> None:
    """Refuse whatever the audience wants to write, everywhere in the convention."""
    silence, is_new = Silence.objects.get_or_create(convention=convention, defaults={"since": at})
    if is_new:
        _tell(silence, "let audience only read", at, by)


@transaction.atomic
def let_audience_write(*, convention: Convention, at: datetime, by: User | None) -> None:
    """Let the audience take part again."""
    silence = Silence.objects.select_for_update().filter(convention=convention).first()
    if silence is None:
        return
    _tell(silence, "let audience write", at, by)
    silence.delete()


def unless_read_only(apply: Apply) -> Apply:
    """Make a batch action that refuses whatever comes from where the audience can only read."""

    @wraps(apply)
    def decide(*, intents: Sequence[Intent[Any]], at: datetime) -> Sequence[Outcome]:
        silent = _silent({intent.convention for intent in intents})
        if not silent:
            return apply(intents=intents, at=at)
        rest = [intent for intent in intents if intent.convention not in silent]
        outcomes = iter(apply(intents=rest, at=at) if rest else ())
        return [
            ReadOnlyError() if intent.convention in silent else next(outcomes) for intent in intents
        ]

    return decide


def _silent(conventions: Collection[str]) -> set[str]:
    return once((_silent, *sorted(conventions)), lambda: set(_silences(conventions)))


@prepared
def _silences(conventions: Collection[str]) -> QuerySet[Silence, str]:
    silences = Silence.objects.filter(convention__slug__in=conventions)
    return silences.values_list("convention__slug", flat=True)


def _tell(silence: Silence, verb: str, at: datetime, by: User | None) -> None:
    slug = silence.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=silence, convention=slug, after={})
    announce(AnnouncementsChanged(slug))
