# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Dates as each language writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import pgettext

from konvent.library.player import clock_length

if TYPE_CHECKING:
    from datetime import date, datetime, timedelta

register = template.Library()

DASH = "\N{EN DASH}"


@register.filter
def short_day(moment: datetime) -> str:
    """Return a moment's day in brief, as in "Tue 27 Oct"."""
    return date_format(timezone.localtime(moment), pgettext("date format", "D j M"))


@register.filter
def long_day(day: date) -> str:
    """Return a date in full, as in "Tuesday, 27 October 2020"."""
    return date_format(day, pgettext("date format", "l, j F Y"))


@register.filter
def zone_name(moment: datetime) -> str:
    """Return what a moment's time zone is called, as in "CET"."""
    name = date_format(timezone.localtime(moment), "T")
    return {
        "CET": pgettext("time zone", "CET"),
        "CEST": pgettext("time zone", "CEST"),
    }.get(name, name)


@register.filter
def day_of_month(day: date) -> str:
    """Return a date without its weekday and year, as in "27 October"."""
    return date_format(day, pgettext("date format", "j F"))


@register.filter
def length_of(duration: timedelta) -> str:
    """Return how long something is as a player counts, as in "1:02:03" or "43:10"."""
    return clock_length(duration.total_seconds())


def date_range(first: date, last: date) -> str:
    """Return two dates and what is between them as briefly as they allow."""
    whole = pgettext("date format", "j F Y")
    if first == last:
        return date_format(first, whole)
    if (first.year, first.month) == (last.year, last.month):
        start = date_format(first, pgettext("date format, before a dash", "j"))
        return f"{start}{DASH}{date_format(last, whole)}"
    return f"{day_of_month(first)} {DASH} {date_format(last, whole)}"
