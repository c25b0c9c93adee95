# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What follows from a change and fails undoes nothing, and keeps nothing else from following."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import transaction

from konvent.foundation.afterwards import afterwards


@pytest.mark.django_db(transaction=True)
def test_one_thing_that_fails_fails_neither_the_change_nor_the_next(tmp_path, caplog):
    done = []

    with transaction.atomic():
        afterwards(partial((tmp_path / "never.there").unlink))
        afterwards(partial(done.append, "the next"))
        assert done == []

    assert done == ["the next"]
    assert "never.there" in caplog.text
