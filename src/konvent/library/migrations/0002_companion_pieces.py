# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2

from typing import Any

from django.db import migrations, models


def keep_offsets(apps: Any, _schema: object) -> None:
    for companion in apps.get_model('library', 'Companion').objects.all():
        companion.pieces = [[companion.offset, 0.0, companion.duration.total_seconds()]]
        companion.save(update_fields=['pieces'])


def keep_beginnings(apps: Any, _schema: object) -> None:
    for companion in apps.get_model('library', 'Companion').objects.all():
        at, begins, _seconds = (companion.pieces or [[0.0, 0.0, 0.0]])[0]
        companion.offset = at - begins
        companion.save(update_fields=['offset'])


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='companion',
            name='one_companion_of_a_kind',
        ),
        migrations.AddField(
            model_name='companion',
            name='pieces',
            field=models.JSONField(blank=True, default=list, verbose_name='in step'),
        ),
        migrations.RunPython(keep_offsets, keep_beginnings),
        migrations.RemoveField(
            model_name='companion',
            name='offset',
        ),
        migrations.AddConstraint(
            model_name='companion',
            constraint=models.UniqueConstraint(fields=('recording', 'kind', 'language', 'is_ready'), name='one_companion_of_a_kind'),
        ),
    ]
