# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Questions about registrations that a queryset alone does not answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from konvent.registration.models import (
    Consent,
    ExtraField,
    FieldKind,
    Group,
    Invitation,
    PurposeText,
    Registration,
    RegistrationRules,
    RegistrationState,
)
from konvent.registration.models.registrations import LIVE

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention


def rules_of(convention: Convention) -> RegistrationRules | None:
    """Return how a convention takes registrations; None when it takes none."""
    found = RegistrationRules.objects.select_related("convention")
    return found.filter(convention=convention).first()


def takes_registrations(convention: Convention, *, at: datetime) -> bool:
    """Whether pages lead to the form; one that is not open yet says when it will be."""
    rules = rules_of(convention)
    return rules is not None and rules.is_on and not rules.is_too_late(at)


def open_groups(convention: Convention) -> list[Group]:
    """Return the groups somebody may come as, in their order."""
    offered = Group.objects.filter(convention=convention, is_offered=True)
    return list(offered.order_by("position", "pk"))


def asked_fields(convention: Convention) -> list[ExtraField]:
    """Return what is asked besides, in its order."""
    found = ExtraField.objects.filter(convention=convention).select_related("convention")
    return list(found.order_by("position", "pk"))


def answers_of(registration: Registration) -> list[tuple[str, str]]:
    """Return each question with what somebody said to it, in the reader's language.

    What was said to questions that were removed since comes last, by their short names.
    """
    asked, kept = asked_fields(registration.convention), registration.answers
    slugs = {extra.slug for extra in asked}
    return [
        *((str(extra.label), _read(extra, kept.get(extra.slug, ""))) for extra in asked),
        *(
            (_("%(name)s (not asked any more)") % {"name": slug}, said)
            for slug, said in kept.items()
            if slug not in slugs
        ),
    ]


def _read(extra: ExtraField, kept: str) -> str:
    """Return an answer as it is read: an option in the reader's language, a box as yes or no."""
    if extra.kind == FieldKind.CHECK:
        return _("yes") if kept else _("no")
    if extra.kind == FieldKind.CHOICE:
        return dict(extra.choices_in(get_language() or "")).get(kept, kept)
    return kept


def asked_purposes(convention: Convention) -> list[PurposeText]:
    """Return the present words of every purpose that is asked, in their order."""
    texts = PurposeText.objects.filter(
        purpose__convention=convention, purpose__is_offered=True
    ).select_related("purpose")
    newest = {text.purpose_id: text for text in texts.order_by("number")}
    return sorted(newest.values(), key=lambda text: (text.purpose.position, text.purpose_id))


def present_consents(registration: Registration) -> dict[int, Consent]:
    """Return what somebody agrees to now, by purpose."""
    given = registration.consents.filter(withdrawn_at=None).select_related("text__purpose")
    return {consent.text.purpose_id: consent for consent in given.order_by("pk")}


def place_in_line(registration: Registration) -> int:
    """Return how many wait for the same places, and came no later: 1 is next.

    As long as there are places in all, a group waits for its own alone. When there are none left,
    whoever came first gets the next one, whatever group they come as.
    """
    since = registration.waiting_since
    came_before = Q(waiting_since__lt=since) | Q(waiting_since=since, pk__lt=registration.pk)
    ahead = Registration.objects.filter(convention=registration.convention).waiting()
    if not _is_full(registration.convention):
        ahead = ahead.filter(group=registration.group)
    return ahead.filter(came_before).count() + 1


def _is_full(convention: Convention) -> bool:
    """Whether every place of the convention is taken, whatever the groups have left."""
    rules = rules_of(convention)
    if rules is None or rules.capacity is None:
        return False
    return Registration.objects.filter(convention=convention).admitted().count() >= rules.capacity


def figures_of_groups(convention: Convention) -> list[Group]:
    """Return every group with how many were admitted and how many wait."""
    admitted = Count("registrations", Q(registrations__state=RegistrationState.ADMITTED))
    waiting = Count("registrations", Q(registrations__state=RegistrationState.WAITING))
    groups = Group.objects.filter(convention=convention)
    return list(groups.annotate(admitted=admitted, waiting=waiting).order_by("position", "pk"))


def invitations_of(convention: Convention) -> list[Invitation]:
    """Return every code with how many came in with it, the newest first."""
    used = Count("registrations", Q(registrations__state__in=LIVE))
    codes = Invitation.objects.filter(convention=convention).select_related("group")
    return list(codes.annotate(used=used).order_by("-pk"))


def figures_of_states(convention: Convention) -> dict[str, int]:
    """Return how many registrations are in each state."""
    found = Registration.objects.filter(convention=convention).order_by()
    counted = dict(found.values_list("state").annotate(Count("pk")))
    return {state: counted.get(state, 0) for state in RegistrationState.values}
