# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The test card."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from konvent.foundation.colours import Colour
from konvent.stage.media.card import BAND, INKS, MARGIN, NAME_TOP, WIDTH, Card, draw, posix_zone

CARD = Card(
    stage="Smart Plaza",
    convention="Smart Convention 2026",
    caption="Testbild · Test card",
    colour="teal",
    timezone="Europe/Berlin",
)


def test_the_card_has_the_palette_of_the_style_sheet_for_dark_surroundings():
    sheet = Path("src/konvent/foundation/components/colours.css").read_text()
    dark = re.findall(r"\.colour-(\w+) \{\s+--colour: light-dark\(#\w+, (#\w+)\)", sheet)

    assert dict(dark) == INKS
    assert set(INKS) == set(Colour.values)


@pytest.mark.parametrize(
    "stage", ["W", "Deep Dive Session", "Donaudampfschifffahrt " * 9, "W" * 90]
)
def test_a_name_of_any_length_stays_on_the_card(stage):
    image = draw(replace(CARD, stage=stage))

    beside = image.crop((WIDTH - MARGIN, NAME_TOP, WIDTH, 330))
    assert image.getpixel((BAND // 2, 10)) == (0x5F, 0xCA, 0xC6)
    assert beside.getcolors() == [(MARGIN * (330 - NAME_TOP), (0x14, 0x17, 0x1B))]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "UTC"])
def test_a_zone_is_told_to_a_program_that_has_no_zones_of_its_own(zone, monkeypatch):
    moment = datetime(2026, 7, 1, 12, tzinfo=UTC)
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()

    rule = posix_zone(zone)

    assert offset_in_summer(rule, monkeypatch) == offset.total_seconds()


def offset_in_summer(rule, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setenv("TZ", rule)
        time.tzset()
        offset = time.localtime(datetime(2026, 7, 1, 12, tzinfo=UTC).timestamp()).tm_gmtoff
    time.tzset()
    return offset
