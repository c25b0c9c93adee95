# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Say what a convention does not want to read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from konvent.audience.models import WordList
from konvent.foundation import records

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.people.models import User


@transaction.atomic
def change_word_list(
    *, convention: Convention, words: str, at: datetime, by: User | None, seen: str = ""
) -> None:
    """Replace the list; it holds for what is written from now on."""
    WordList.objects.get_or_create(convention=convention)
    there = WordList.objects.select_for_update().get(convention=convention)
    lines = [" ".join(line.split()) for line in words.splitlines()]
    values = {"words": "\n".join(dict.fromkeys(filter(None, lines)))}
    records.change(there, values, convention=convention.slug, actor=by, at=at, seen=seen)
