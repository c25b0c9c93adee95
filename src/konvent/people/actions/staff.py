# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Members of staff: let them in, give them a duty, take it away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, records
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError
from konvent.people import post
from konvent.people.events import DutiesChanged
from konvent.people.links import Invitation, read_link
from konvent.people.models import Duty, Role, User

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention


@transaction.atomic
def add_user(
    *, email: str, name: str, at: datetime, actor: User | None = None, language: str = "de"
) -> User:
    """Return the user of this address, who is made without a password when there is none."""
    there = User.objects.filter(email__iexact=email).first()
    if there is not None:
        return there
    try:
        with transaction.atomic():
            user = User.objects.create_user(email=email, name=name, language=language)
    except IntegrityError:  # two clicks at once
        return User.objects.get(email__iexact=email)
    audit.record(
        at=at, actor=actor, verb="add", thing=user, after={"name": name, "email": user.email}
    )
    return user


@transaction.atomic
def give_duty(
    *,
    user: User,
    convention: Convention | None,
    duty: Duty,
    at: datetime,
    actor: User | None = None,
) -> Role:
    """Give somebody a duty; giving it twice changes nothing. Without a convention it is for all."""
    role, is_new = Role.objects.get_or_create(user=user, convention=convention, duty=duty)
    if is_new:
        audit.record(
            at=at,
            actor=actor,
            verb="add",
            thing=role,
            convention=convention.slug if convention else "",
        )
        announce(DutiesChanged(user.pk))
    return role


@transaction.atomic
def invite_user(*, user: User, convention: Convention, at: datetime) -> None:
    """Write to somebody new how they come in."""
    post.invite(user=user, convention=convention, at=at)


@transaction.atomic
def ask_for_password(*, email: str, at: datetime) -> None:
    """Write a link to a new password to an address; who has no account gets nothing.

    The work is the same for every address: whose it is, is looked up when the letter leaves.
    """
    post.remind(email=email, at=at)


@transaction.atomic
def take_duty(*, role: Role, at: datetime, actor: User | None = None) -> None:
    """Take a duty away. Raises RefusedError for the last organiser of a convention."""
    convention = role.convention
    if role.duty == Duty.ORGANISER and not _others_organise(role):
        raise RefusedError(_("This is the only organiser. Give somebody else the duty first."))
    records.remove(role, convention=convention.slug if convention else "", actor=actor, at=at)
    announce(DutiesChanged(role.user_id))


def _others_organise(role: Role) -> bool:
    scope = Q(convention=None) | Q(convention=role.convention)
    organisers = Role.objects.select_for_update().filter(
        scope, duty=Duty.ORGANISER, user__is_active=True
    )
    return any(other.pk != role.pk for other in organisers)


@transaction.atomic
def use_link(*, token: str, at: datetime) -> Invitation:
    """Spend a one-time link and return whom it signs in. Raises LinkRefusedError."""
    invitation = read_link(token, at=at)
    user = records.locked(invitation.user)
    invitation = read_link(token, at=at)
    user.last_login = at
    user.save(update_fields=["last_login"])
    audit.record(at=at, actor=user, verb="sign_in_by_link", thing=user, after={})
    return Invitation(user, invitation.then, invitation.is_strong)


@transaction.atomic
def change_language(*, user: User, language: str) -> None:
    """Remember the language the user works in. A matter of taste: it leaves no trace in the log."""
    User.objects.filter(pk=user.pk).update(language=language)
