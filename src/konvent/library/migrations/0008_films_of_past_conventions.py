# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2

from typing import Any

from django.db import migrations


def leave_past_ones_as_they_are(apps: Any, _schema: object) -> None:
    """Nobody agreed to downloads of what was recorded before films were made by themselves."""
    rules = apps.get_model('library', 'RecordingRules').objects
    recordings = apps.get_model('library', 'Recording').objects
    for convention in set(recordings.values_list('convention', flat=True)):
        rules.update_or_create(convention_id=convention, defaults={'films_are_made': False})


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0007_films_by_themselves'),
    ]

    # The running version: it never reads this column, and takes rules that say what it does by default.
    operations = [
        migrations.RunPython(leave_past_ones_as_they_are, migrations.RunPython.noop),
    ]
