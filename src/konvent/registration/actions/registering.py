# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Somebody registers, and confirms that the address is theirs."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import records
from konvent.foundation.refusals import RefusedError
from konvent.letters.actions import queue_letter
from konvent.registration.actions.places import find_place, invitation_with, is_good, tell
from konvent.registration.actions.requests import note_request
from konvent.registration.models import (
    Consent,
    Registration,
    RegistrationRules,
    RegistrationState,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.registration.models import Group, Invitation, PurposeText

TO_CONFIRM = timedelta(days=2)
"""How long an address may take to be confirmed; then what was typed is forgotten."""
NOT_VALID = _("This code is not, or no longer, valid. Please look at it again.")
FORMS_PER_ADDRESS = 3
FORMS_PER_NETWORK = 200
"""A ministry sits behind one address, and its people register in the same hour."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What somebody wrote into the form."""

    email: str
    name: str
    organisation: str = ""
    group: Group | None = None
    code: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)
    needs_assistance: bool = False
    agreed: tuple[PurposeText, ...] = ()
    language: str = ""


def register(*, convention: Convention, typed: Typed, network: str, at: datetime) -> None:
    """Take what somebody wrote, and ask their address whether it was them.

    Nothing here depends on who has registered before: a known address gets the same work and the
    same answer, and learns in its letter what there is. That somebody asked is remembered also when
    they are refused, so that nobody guesses codes without end. Raises RefusedError.
    """
    rules = RegistrationRules.objects.filter(convention=convention).first()
    if rules is None or not rules.is_open(at):
        raise RefusedError(_("Registration is closed."), code="closed")
    email = typed.email.strip().lower()
    note_request(
        what=f"{convention.slug} register",
        who=email,
        most=FORMS_PER_ADDRESS,
        network=network,
        most_of_network=FORMS_PER_NETWORK,
        at=at,
    )
    _take(convention, email, typed, at)


@transaction.atomic
def _take(convention: Convention, email: str, typed: Typed, at: datetime) -> None:
    invitation = _require_welcome(convention, typed, at)
    registration = Registration.objects.create(
        convention=convention,
        email=email,
        name=typed.name,
        organisation=typed.organisation,
        group=invitation.group if invitation else typed.group,
        invitation=invitation,
        answers=dict(typed.answers),
        needs_assistance=typed.needs_assistance,
        language=typed.language or convention.default_language,
        asked_at=at,
    )
    agree(registration=registration, texts=typed.agreed, at=at)
    queue_letter(
        convention=convention,
        kind="confirm",
        email=email,
        language=registration.language,
        key=str(registration.pk),
        at=at,
    )


def _require_welcome(convention: Convention, typed: Typed, at: datetime) -> Invitation | None:
    """Return the invitation; refuse a code that opens nothing, and a group that asks for one."""
    if not typed.code:
        if typed.group and typed.group.needs_code:
            raise RefusedError(_("This group needs the code from your invitation."), field="code")
        return None
    invitation = invitation_with(convention=convention, code=typed.code)
    if invitation is None or not is_good(invitation=invitation, at=at):
        raise RefusedError(NOT_VALID, field="code")
    return invitation


@transaction.atomic
def agree(*, registration: Registration, texts: tuple[PurposeText, ...], at: datetime) -> None:
    """Write down what somebody agreed to, in which words, and when."""
    Consent.objects.bulk_create(
        Consent(registration=registration, text=text, given_at=at) for text in texts
    )


@transaction.atomic
def renew_consents(
    *,
    registration: Registration,
    asked: tuple[PurposeText, ...],
    wanted: tuple[PurposeText, ...],
    at: datetime,
) -> None:
    """Agree to what is wanted of what was asked, and take back the rest of it that is free.

    Both are written down. What was agreed to and is not asked any more stays as it is; newer words
    are agreed to anew.
    """
    given = registration.consents.filter(withdrawn_at=None)
    free = given.filter(text__purpose__is_required=False)
    free = free.filter(text__purpose__in=[text.purpose_id for text in asked])
    free.exclude(text__purpose__in=[text.purpose_id for text in wanted]).update(withdrawn_at=at)
    there = set(given.values_list("text_id", flat=True))
    new = tuple(text for text in wanted if text.pk not in there)
    agree(registration=registration, texts=new, at=at)


@transaction.atomic
def confirm_registration(*, registration: Registration, at: datetime) -> Registration:
    """The address said yes: give a place, or the next one on the waiting list. Twice is once.

    Returns the registration that counts: somebody who has one already keeps that one.
    """
    convention = records.locked(registration.convention)  # one after the other: no place twice
    present = Registration.objects.select_for_update().filter(pk=registration.pk).first()
    if present is not None and present.state != RegistrationState.UNCONFIRMED:
        return present
    there = Registration.objects.of(convention, registration.email).live().first()
    if present is None or at > present.asked_at + TO_CONFIRM:
        if there is not None:
            return there  # of two clicks the second: at the first, this one gave way to it
        raise RefusedError(_("This link is older than two days. Please register again."))
    if there is not None:
        present.delete()
        return there
    if present.invitation and not is_good(invitation=present.invitation, at=at):
        raise RefusedError(NOT_VALID)  # others were faster
    present.confirmed_at = at
    if present.group and present.group.needs_approval:
        present.state = RegistrationState.APPROVAL
        present.save()
        tell(registration=present, kind="received", at=at)
    else:
        find_place(registration=present, at=at)
    return present


@transaction.atomic
def forget_unconfirmed(*, at: datetime) -> None:
    """Forget what was typed with an address that never said yes."""
    unconfirmed = Registration.objects.filter(state=RegistrationState.UNCONFIRMED)
    unconfirmed.filter(asked_at__lt=at - TO_CONFIRM).delete()
