# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The doctor writes into the store for recordings, reads, deletes, and comes as a stranger."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.foundation.store_server import StoreServer
from tests.ops.test_checkup import HERE
from tests.ops.test_checkup_services import NOW

from konvent.library.models import Leftover
from konvent.ops.checkup_store import check_store
from konvent.ops.findings import State


def test_without_a_store_there_is_nothing_to_say(settings):
    assert settings.STORE is None
    assert check_store(HERE, NOW).state is State.FINE


def test_a_store_that_serves_is_left_as_it_was(house_bucket, db):
    finding = check_store(HERE, NOW)

    assert (finding.state, finding.mend) == (State.FINE, "")
    assert house_bucket.files() == {}


@pytest.mark.parametrize("change", [{"secret": "another-one"}, {"endpoint": "http://127.0.0.1:1"}])
def test_a_wrong_key_and_a_wrong_address_are_said(house_bucket, settings, change):
    settings.STORE = replace(house_bucket.place, **change)

    finding = check_store(HERE, NOW)

    assert finding.state is State.WRONG
    assert "does not serve" in finding.says
    assert "another-one" not in finding.says + finding.mend


def test_a_bucket_that_is_open_to_all_is_wrong(house_bucket, settings, tmp_path_factory):
    is_open = StoreServer(tmp_path_factory.mktemp("open"), asks_for_a_key=False)
    settings.STORE = is_open.place

    finding = check_store(HERE, NOW)
    is_open.close()

    assert finding.state is State.WRONG
    assert "Everybody can read" in finding.says


def test_what_is_still_to_be_done_there_is_told(house_bucket, db):
    Leftover.objects.create(folder="recordings/smart-2026/1", deleted_at=NOW)

    finding = check_store(HERE, NOW)

    assert finding.state is State.NOTE
    assert "1 to be deleted there" in finding.says
