# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Organisers say how their convention takes registrations."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.foundation.names import LETTERS, free_slug
from konvent.foundation.refusals import RefusedError
from konvent.foundation.texts import Text
from konvent.registration.actions.lanes import follow_group
from konvent.registration.actions.places import move_up
from konvent.registration.events import RegistrationRulesChanged
from konvent.registration.models import (
    ExtraField,
    Group,
    Invitation,
    Purpose,
    PurposeText,
    Registration,
    RegistrationRules,
)

if TYPE_CHECKING:
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from konvent.convention.models import Convention

    Actor = AbstractBaseUser | None
    Part = Group | ExtraField | Purpose

CODE_LENGTH = 8


@transaction.atomic
def change_rules(
    *, convention: Convention, values: dict[str, Any], by: Actor, at: datetime, seen: str = ""
) -> None:
    """Say when people may register and how many; who waits for a new place gets it at once."""
    held = records.locked(convention)
    there = RegistrationRules.objects.filter(convention=held).first()
    if there is None:
        rules = RegistrationRules(convention=held)
        records.add(rules, values, convention=held.slug, actor=by, at=at)
    else:
        records.change(there, values, convention=held.slug, actor=by, at=at, seen=seen)
    announce(RegistrationRulesChanged(held.slug))
    move_up(convention=held, at=at)


@transaction.atomic
def add_part(*, part: Part, values: dict[str, Any], by: Actor, at: datetime) -> Part:
    """Add a group, something that is asked, or a purpose; its short name is made of its title."""
    held = records.locked(part.convention)
    title = str(Text(values.get("name") or values.get("label") or values.get("title")))
    kind = type(part)
    taken = set(kind.objects.filter(convention=held).values_list("slug", flat=True))
    part.slug = free_slug(title, taken, longest=40)
    records.add(part, _own(values), convention=held.slug, actor=by, at=at)
    if isinstance(part, Purpose):
        word_purpose(purpose=part, text=values["text"], at=at)
    return part


@transaction.atomic
def change_part(
    *, part: Part, values: dict[str, Any], by: Actor, at: datetime, seen: str = ""
) -> None:
    """Change it; a group that has become larger takes in who waits, other words are a version."""
    held = records.locked(part.convention)
    present = records.locked(part)
    was_crew = isinstance(present, Group) and present.is_crew
    records.change(present, _own(values), convention=held.slug, actor=by, at=at, seen=seen)
    if isinstance(present, Group):
        if present.is_crew != was_crew:
            follow_group(group=present)
        move_up(convention=held, at=at)
    if isinstance(present, Purpose):
        word_purpose(purpose=present, text=values["text"], at=at, by=by)


def _own(values: dict[str, Any]) -> dict[str, Any]:
    """Return a part's own facts: the words of a purpose have versions beside it."""
    return {name: value for name, value in values.items() if name != "text"}


@transaction.atomic
def remove_part(*, part: Part, by: Actor, at: datetime) -> None:
    """Remove it; what people belong to, or agreed to, is only offered no longer."""
    present = records.locked(part)
    if isinstance(present, Group) and Registration.objects.filter(group=present).exists():
        raise RefusedError(
            _("People have registered in this group. Take “can be chosen” away instead.")
        )
    if isinstance(present, Purpose) and present.texts.filter(consents__isnull=False).exists():
        raise RefusedError(_("People have agreed to this. Take “is asked” away instead."))
    records.remove(present, convention=present.convention.slug, actor=by, at=at)


@transaction.atomic
def word_purpose(*, purpose: Purpose, text: Text, at: datetime, by: Actor = None) -> PurposeText:
    """Say a purpose in these words from now on; the same words again are no new version."""
    held = records.locked(purpose)
    newest = held.texts.order_by("-number").first()
    if newest is None:
        return held.texts.create(number=1, text=text, written_at=at)
    if newest.text == text:
        return newest
    audit.record(
        at=at,
        actor=by,
        verb="change",
        thing=held,
        convention=held.convention.slug,
        before={"wording": newest.text},
        after={"wording": text},
    )
    return held.texts.create(number=newest.number + 1, text=text, written_at=at)


@transaction.atomic
def add_invitation(
    *, convention: Convention, values: dict[str, Any], by: Actor, at: datetime
) -> Invitation:
    """Make a code that opens a group."""
    held = records.locked(convention)
    taken = set(Invitation.objects.filter(convention=held).values_list("code", flat=True))
    code = _code()
    while code in taken:
        code = _code()
    invitation = Invitation(convention=held, code=code)
    records.add(invitation, values, convention=held.slug, actor=by, at=at)
    return invitation


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Actor, at: datetime) -> None:
    """Let nobody else in with the code. Twice is once."""
    present = records.locked(invitation)
    records.change(
        present, {"is_withdrawn": True}, convention=present.convention.slug, actor=by, at=at
    )


def _code() -> str:
    return "".join(secrets.choice(LETTERS) for _place in range(CODE_LENGTH))
