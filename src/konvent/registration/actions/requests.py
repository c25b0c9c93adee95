# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What anybody may ask for at the door without saying who they are, and how often."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import ngettext

from konvent.foundation.networks import at_least_for
from konvent.foundation.refusals import RefusedError
from konvent.letters.actions import queue_letter
from konvent.registration.models import LinkRequest

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from konvent.convention.models import Convention

WINDOW = timedelta(hours=1)
REQUESTS_PER_ADDRESS = 3
REQUESTS_PER_NETWORK = 200
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
        what=f"{convention.slug} link",
        who=email,
        most=REQUESTS_PER_ADDRESS,
        network=network,
        most_of_network=REQUESTS_PER_NETWORK,
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
def note_request(  # noqa: PLR0913 -- who asks for what, and how often that may be
    *, what: str, who: str, most: int, network: str, most_of_network: int, at: datetime
) -> None:
    """Remember who asked for something, as fingerprints, for as long as the limits look back.

    Raises RefusedError when they, or all of their network, have asked so often within the hour.
    """
    _outdated(at).delete()
    own = LinkRequest.fingerprint_of(f"{what} {who}")
    if minutes := _minutes_until_it_may(own, most, at):
        raise RefusedError(_too_often(minutes), field="email")
    of_all = LinkRequest.fingerprint_of(f"{what} {network}")
    if minutes := _minutes_until_it_may(of_all, int(at_least_for(network, most_of_network)), at):
        raise RefusedError(_too_many_of_one_network(minutes), field="email")
    LinkRequest.objects.bulk_create(LinkRequest(fingerprint=f, at=at) for f in (own, of_all))


def _minutes_until_it_may(fingerprint: str, limit: int, at: datetime) -> int:
    earlier = LinkRequest.objects.filter(fingerprint=fingerprint).order_by("-at", "-pk")
    oldest_that_counts = earlier.values_list("at", flat=True)[limit - 1 : limit].first()
    if oldest_that_counts is None:
        return 0
    return max(1, -((at - oldest_that_counts - WINDOW) // timedelta(minutes=1)))


def _too_often(minutes: int) -> str:
    return ngettext(
        "This was asked for too often. Please try again in %(minutes)d minute.",
        "This was asked for too often. Please try again in %(minutes)d minutes.",
        minutes,
    ) % {"minutes": minutes}


def _too_many_of_one_network(minutes: int) -> str:
    """Say that it is not the person: their colleagues behind the same address have asked."""
    return ngettext(
        "Very many people of your network have asked for this within the hour. Please try again "
        "in %(minutes)d minute, or from another network, such as your phone's.",
        "Very many people of your network have asked for this within the hour. Please try again "
        "in %(minutes)d minutes, or from another network, such as your phone's.",
        minutes,
    ) % {"minutes": minutes}
