# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The lines of the log."""

from __future__ import annotations

import logging
import time

import pytest

from konvent.foundation.logs import LINE, DiscreetFormatter

NOON = 1603800000.25
"""27 October 2020, 12:00 UTC."""


@pytest.fixture(params=["UTC", "Europe/Berlin"])
def zone(request, monkeypatch):
    """A process that lives in this zone, as Django puts its own into the convention's."""
    with monkeypatch.context() as changed:
        changed.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("zone")
def test_every_process_writes_the_same_time_whatever_zone_it_lives_in():
    record = logging.makeLogRecord({"name": "konvent.serve", "msg": "Open.", "created": NOON})
    record.levelname, record.msecs = "WARNING", 250

    line = DiscreetFormatter(LINE, style="{").format(record)

    assert line == "2020-10-27T12:00:00.250Z WARNING konvent.serve Open."
