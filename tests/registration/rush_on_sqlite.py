# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Lets many want the same places on an SQLite file, as a program of its own; prints the outcomes.

Django's tests keep SQLite in memory, where threads cannot wait for each other.
"""

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
    from tests.registration.rush import outcomes

    print(outcomes())  # noqa: T201 -- what the test reads
