# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What every test may rely on."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.utils import translation
from hypothesis import settings as laws
from tests.config.serving import run
from tests.databases import alone, begin_to_copy, common_folder, end_copying
from tests.foundation.store_server import StoreServer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import DjangoDbBlocker
    from pytest_django.fixtures import SettingsWrapper

laws.register_profile("konvent", deadline=None)  # a busy machine breaks no law
laws.load_profile("konvent")

ASKS = {"db", "transactional_db", "live_server"}
"""Fixtures that open the database."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what asks the database of the settings; all else is the same on every database."""
    for item in items:
        if item.get_closest_marker("real_time"):
            continue
        if item.get_closest_marker("django_db") or ASKS & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.database)


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty house's database on SQLite, made step by step once for all who test at once."""
    folder = common_folder(tmp_path_factory)
    made = folder / "migrated" / "konvent.sqlite3"
    with alone(folder, "migrated"):
        if not made.exists():
            done = run(made.parent, "manage", "migrate", "--verbosity", "0")
            assert done.returncode == 0, done.stderr
    return made


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    django_db_blocker: DjangoDbBlocker,
    django_db_keepdb: bool,  # noqa: FBT001 -- a fixture's name is given by pytest-django
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    """On PostgreSQL, migrate once for all who test at once."""
    who = os.environ.get("PYTEST_XDIST_WORKER")
    if not who or django_db_keepdb or connection.vendor != "postgresql":
        yield
        return
    folder = common_folder(tmp_path_factory)
    with django_db_blocker.unblock():
        begin_to_copy(folder, who)
    yield
    with django_db_blocker.unblock():
        end_copying(folder, who)


@pytest.fixture(autouse=True)
def _language_of_the_settings() -> None:
    """Forget the language in which an earlier test answered a request."""
    translation.deactivate()


@pytest.fixture
def open_database(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The writer may open transactions; nothing is written in them, so nothing is cleaned up."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture(scope="session")
def store_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StoreServer]:
    server = StoreServer(tmp_path_factory.mktemp("store"))
    yield server
    server.close()


@pytest.fixture
def bucket(store_server: StoreServer) -> StoreServer:
    """An empty bucket in a store for objects, which nobody has been told of."""
    store_server.clear()
    return store_server


@pytest.fixture
def house_bucket(bucket: StoreServer, settings: SettingsWrapper) -> StoreServer:
    """An empty bucket, and the house keeps its recordings there."""
    settings.STORE = bucket.place
    return bucket
