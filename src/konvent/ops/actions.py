# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What commands change: secrets that were sealed with an earlier key."""

from __future__ import annotations

from django.apps import apps
from django.db import transaction

from konvent.foundation.sealed import CannotUnsealError, seal_again


@transaction.atomic
def seal_everything_again() -> int:
    """Seal every secret at rest with the newest key; return how many there are."""
    count = 0
    for model in apps.get_models():
        names = [field.name for field in model._meta.fields if field.name.startswith("sealed_")]
        for name in names:
            rows = model._base_manager.select_for_update().exclude(**{name: ""})  # noqa: SLF001 -- all rows, whoever hides them
            for row in rows.order_by("pk"):
                try:
                    setattr(row, name, seal_again(getattr(row, name)))
                except CannotUnsealError:  # lost before, and no more so now
                    continue
                row.save(update_fields=[name])
                count += 1
    return count
