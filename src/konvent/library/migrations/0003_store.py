# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('library', '0002_companion_pieces'),
    ]

    operations = [
        migrations.CreateModel(
            name='Leftover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('folder', models.CharField(max_length=150, unique=True)),
                ('deleted_at', models.DateTimeField()),
            ],
        ),
        migrations.AddField(
            model_name='companion',
            name='is_stored',
            field=models.BooleanField(default=False, editable=False, verbose_name='copied to the store'),
        ),
        migrations.AddField(
            model_name='companion',
            name='shelf',
            field=models.CharField(blank=True, editable=False, max_length=16),
        ),
        migrations.AddField(
            model_name='recording',
            name='is_stored',
            field=models.BooleanField(default=False, editable=False, verbose_name='copied to the store'),
        ),
        migrations.AddField(
            model_name='recording',
            name='shelf',
            field=models.CharField(blank=True, editable=False, max_length=16),
        ),
    ]
