# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Publish the programme."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.convention.models import Convention
from konvent.foundation import audit
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError
from konvent.foundation.texts import Text
from konvent.programme.changes import changes_between
from konvent.programme.document import write_document
from konvent.programme.events import ProgrammePublished
from konvent.programme.models import Version
from konvent.programme.queries import schedule_of_version, working_copy

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.people.models import User
    from konvent.programme.schedule import Schedule

NO_NOTE = Text()


class CannotPublishError(RefusedError):
    """The working copy cannot become a version; the message says why."""


class NothingToPublishError(CannotPublishError):
    """The working copy is what was published last."""


def publish_version(
    *, convention: Convention, at: datetime, by: User | None = None, note: Text = NO_NOTE
) -> Version:
    """Make the working copy the next numbered version, with what changed since the last one."""
    with transaction.atomic():
        convention = Convention.objects.select_for_update().get(pk=convention.pk)
        last = convention.versions.newest_first().first()
        before = schedule_of_version(last) if last else None
        after = working_copy(convention)
        _require_publishable(before, after)
        number = last.number + 1 if last else 1
        version = Version.objects.create(
            convention=convention,
            number=number,
            published_at=at,
            published_by=by,
            note=note,
            document=write_document(replace(after, version=str(number))),
            changes=[change.as_json() for change in changes_between(before, after)],
        )
        audit.record(
            at=at,
            actor=by,
            verb="publish",
            thing=version,
            convention=convention.slug,
            after={"number": version.number, "note": note},
        )
        announce(ProgrammePublished(convention.slug, version.number))
    return version


def _require_publishable(before: Schedule | None, after: Schedule) -> None:
    if not after.days:
        raise CannotPublishError(_("A programme needs a day before it can be published."))
    if before and replace(before, version="") == after:
        raise NothingToPublishError(_("Nothing has changed since the last version."))
