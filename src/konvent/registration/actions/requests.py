# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What anybody may ask for at the door without saying who they are, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import ngettext

from konvent.foundation.refusals import RefusedError
from konvent.letters.actions import queue_letter
from konvent.registration.models import LinkRequest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from konvent.convention.models import Convention

WINDOW = timedelta(hours=1)
REQUESTS_PER_ADDRESS = 3
REQUESTS_PER_NETWORK = 60
"""A town hall sits behind one address: many people of one network may ask in the same hour."""


@transaction.atomic
def send_ticket_link(*, convention: Convention, email: str, network: str, at: datetime) -> None:
    """Have the link of the ticket with this address mailed, or of the registration without one.

    Whoever asks learns nothing from it: whether there is either is looked up when the letter is
    written, in another process. Raises RefusedError when this address, or this network, asked too
    often.
    """
    email = email.strip().lower()
    note_request(
        limits={
            f"{convention.slug} {email}": REQUESTS_PER_ADDRESS,
            f"{convention.slug} {network}": REQUESTS_PER_NETWORK,
        },
        at=at,
    )
    queue_letter(convention=convention, kind="link", email=email, at=at)


@transaction.atomic
def forget_link_requests(*, at: datetime) -> None:
    """Forget who asked for a link as soon as it no longer counts."""
    _outdated(at).delete()


def _outdated(at: datetime) -> QuerySet[LinkRequest]:
    return LinkRequest.objects.filter(at__lt=at - WINDOW)


@transaction.atomic
def note_request(*, limits: Mapping[str, int], at: datetime) -> None:
    """Remember who asked, as fingerprints, for as long as the limits look back.

    Raises RefusedError when one of them has been reached within the hour.
    """
    _outdated(at).delete()
    fingerprints = {LinkRequest.fingerprint_of(who): limit for who, limit in limits.items()}
    for fingerprint, limit in fingerprints.items():
        earlier = LinkRequest.objects.filter(fingerprint=fingerprint).order_by("-at", "-pk")
        oldest_that_counts = earlier.values_list("at", flat=True)[limit - 1 : limit].first()
        if oldest_that_counts is not None:
            raise RefusedError(_too_often(oldest_that_counts + WINDOW - at), field="email")
    LinkRequest.objects.bulk_create(LinkRequest(fingerprint=f, at=at) for f in fingerprints)


def _too_often(wait: timedelta) -> str:
    minutes = max(1, -(-wait // timedelta(minutes=1)))
    return ngettext(
        "This was asked for too often. Please try again in %(minutes)d minute.",
        "This was asked for too often. Please try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}
