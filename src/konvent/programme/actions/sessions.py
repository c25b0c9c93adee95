# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Sessions of the working copy. Visitors see what was done here with the next version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias

from django.db import transaction

from konvent.foundation import audit, records
from konvent.foundation.names import free_code, free_slug
from konvent.programme.models import Session, Speaker, SpeakerRole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from uuid import UUID

    from konvent.convention.models import Convention
    from konvent.people.models import Person, User

Cast: TypeAlias = "Sequence[tuple[Person, str]]"
"""Who appears, in order, and the role of each."""


@transaction.atomic
def add_session(  # noqa: PLR0913 -- a new session has these facts
    *,
    convention: Convention,
    guid: UUID,
    values: dict[str, Any],
    cast: Cast,
    actor: User | None,
    at: datetime,
) -> Session:
    """Add a session; the same guid adds nothing twice."""
    if there := convention.sessions.filter(guid=guid).first():
        return there
    code = free_code(guid, set(convention.sessions.values_list("code", flat=True)))
    title = next(iter(values["title"].values()), code)
    slug = free_slug(title, set(convention.sessions.values_list("slug", flat=True)))
    session = Session(convention=convention, guid=guid, code=code, slug=slug)
    records.assign(session, values)
    _set_cast(session, cast)
    audit.record(
        at=at,
        actor=actor,
        verb="add",
        thing=session,
        convention=convention.slug,
        after=facts_of(session),
    )
    return session


@transaction.atomic
def change_session(  # noqa: PLR0913 -- an edit has these facts
    *,
    session: Session,
    values: dict[str, Any],
    cast: Cast,
    actor: User | None,
    at: datetime,
    seen: str = "",
) -> None:
    """Change a session and who appears in it. Raises ChangedMeanwhileError."""
    present = records.locked(session)
    records.require_unchanged(present, seen, *_cast_of(present))
    before = facts_of(present)
    records.assign(present, values)
    _set_cast(present, cast)
    after = facts_of(present)
    if after != before:
        audit.record(
            at=at,
            actor=actor,
            verb="change",
            thing=present,
            convention=present.convention.slug,
            before=before,
            after=after,
        )


@transaction.atomic
def remove_session(*, session: Session, actor: User | None, at: datetime) -> None:
    """Remove a session. One that visitors know is better cancelled, which tells them so."""
    audit.record(
        at=at,
        actor=actor,
        verb="remove",
        thing=session,
        convention=session.convention.slug,
        before=facts_of(session),
        after={},
    )
    session.delete()


def state_of_session(session: Session) -> str:
    """Return a token for what a person sees of a session, speakers included."""
    return records.state_of(session, *_cast_of(session))


def facts_of(session: Session) -> dict[str, Any]:
    """Return what the audit log says of a session."""
    facts = audit.facts(session)
    facts.pop("people", None)
    roles = dict(SpeakerRole.choices)
    speakers = session.speakers.select_related("person").order_by("position", "pk")
    return facts | {"speakers": [f"{s.person} ({roles.get(s.role, s.role)})" for s in speakers]}


def _cast_of(session: Session) -> list[tuple[int, str]]:
    speakers = session.speakers.order_by("position", "pk")
    return list(speakers.values_list("person_id", "role"))


def _set_cast(session: Session, cast: Cast) -> None:
    if _cast_of(session) == [(person.pk, role) for person, role in cast]:
        return
    session.speakers.all().delete()
    Speaker.objects.bulk_create(
        Speaker(session=session, person=person, role=role, position=position)
        for position, (person, role) in enumerate(cast)
    )
