# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Clock changes in calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from konvent.programme.formats.zone_rules import zone_rules


def told(name, first=date(2026, 1, 1), last=date(2027, 1, 1)):
    rules = zone_rules(ZoneInfo(name), first, last)
    return [
        (
            rule.name,
            f"{rule['dtstart'].dt:%Y-%m-%d %H:%M}",
            rule["tzoffsetfrom"].to_ical(),
            rule["tzoffsetto"].to_ical(),
        )
        for rule in rules.subcomponents
    ]


def test_a_clock_change_is_told_by_the_clock_that_held_before():
    assert told("Europe/Berlin") == [
        ("STANDARD", "2026-01-01 01:00", "+0100", "+0100"),
        ("DAYLIGHT", "2026-03-29 02:00", "+0100", "+0200"),
        ("STANDARD", "2026-10-25 03:00", "+0200", "+0100"),
    ]


def test_a_zone_without_clock_changes_has_one_rule():
    assert told("Asia/Kolkata") == [("STANDARD", "2026-01-01 05:30", "+0530", "+0530")]


@pytest.mark.parametrize("name", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_the_rules_lead_to_the_moments_they_came_from(name):
    """Read the rules as a calendar does, and compare with the zone hour by hour."""
    zone = ZoneInfo(name)
    rules = zone_rules(zone, date(2026, 1, 1), date(2027, 1, 1)).subcomponents
    onsets = [
        (
            rule["dtstart"].dt.replace(tzinfo=UTC) - rule["tzoffsetfrom"].td,
            rule["tzoffsetto"].td,
        )
        for rule in rules
    ]

    for hours in range(1, 8760):
        moment = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
        _onset, offset = max(onset for onset in onsets if onset[0] <= moment)
        assert offset == moment.astimezone(zone).utcoffset()
