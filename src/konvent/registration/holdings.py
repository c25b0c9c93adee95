# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What doors keep about one person: when they came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit
from konvent.foundation.events import announce
from konvent.foundation.holdings import Holding, add_holdings
from konvent.registration.events import SomebodyArrived
from konvent.registration.models import Scan

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.registration.models.checking_in import ScanQuerySet


def scans_of(convention: str, participant: str) -> ScanQuerySet:
    """Return every scan of the ticket that a pass was made from; others have none."""
    kind, number = participant[:1], participant[1:]
    scans = Scan.objects.filter(convention__slug=convention)
    return scans.filter(ticket=int(number)) if kind == "t" and number.isdecimal() else scans.none()


def check_ins(convention: str, participant: str) -> list[dict[str, Any]]:
    """When somebody was checked in, at which door, and what was taken back."""
    return [
        {
            "at": f"{localtime(scan.at):%Y-%m-%d %H:%M}",
            "door": scan.door,
            "what": _meaning(scan),
        }
        for scan in scans_of(convention, participant).order_by("at", "pk")
    ]


def _meaning(scan: Scan) -> str:
    if scan.is_undo:
        return gettext("taken back")
    return gettext("arrived") if scan.counts else gettext("scanned again, or taken back")


def forget_check_ins(convention: str, participant: str, _at: datetime) -> None:
    """Delete every scan of somebody; the log keeps that there was one, without a name."""
    scans = list(scans_of(convention, participant))
    audit.forget(*scans)
    for day in {scan.date for scan in scans}:
        announce(SomebodyArrived(convention, day))
    Scan.objects.filter(pk__in=[scan.pk for scan in scans]).delete()


add_holdings(
    Holding(
        name="check_ins",
        title=_("When you came to the place"),
        rule=_("Deleted, and in any case thirty days after the last day."),
        read=check_ins,
        forget=forget_check_ins,
    ),
)
