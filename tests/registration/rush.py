# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Many confirm in the same instant, each in a thread with a connection of its own.

Run as a program it does so on an SQLite file: Django's tests keep SQLite in memory, where threads
cannot wait for each other.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

AT_ONCE = 6
PLACES = 3


def confirm_at_once():
    """Let six confirm where three places are; return how often each outcome was."""
    from django.db import connection  # noqa: PLC0415 -- app ready
    from tests.factories import NOW  # noqa: PLC0415 -- app ready
    from tests.registration.worlds import ask, make_registration  # noqa: PLC0415 -- app ready

    from konvent.registration.actions.registering import (  # noqa: PLC0415 -- app ready
        confirm_registration,
    )

    convention = make_registration(capacity=PLACES)
    asked = [ask(convention, f"{number}@example.org") for number in range(AT_ONCE)]
    start = Barrier(AT_ONCE)

    def confirm(registration):
        start.wait(10)
        try:
            return confirm_registration(registration=registration, at=NOW).state
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return Counter(map(str, threads.map(confirm, asked)))


if __name__ == "__main__":
    import os

    os.environ["DJANGO_SETTINGS_MODULE"] = "konvent.config.settings.test"
    import django
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    print(dict(confirm_at_once()))  # noqa: T201 -- what the test reads
