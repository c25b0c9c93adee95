# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Do what few want in the same moment: each for itself, in its turn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from konvent.foundation.intents import Intent, Outcome

    Do = Callable[[Intent[Any], datetime], Outcome]


def each_in_turn(do: Do, intents: Sequence[Intent[Any]], at: datetime) -> list[Outcome]:
    """Return the outcome of each; of one that is refused nothing stays."""
    return [_outcome(do, intent, at) for intent in intents]


def _outcome(do: Do, intent: Intent[Any], at: datetime) -> Outcome:
    try:
        with transaction.atomic():
            return do(intent, at)
    except RefusedError as refusal:
        return refusal
