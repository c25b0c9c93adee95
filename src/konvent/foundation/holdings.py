# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What chapters keep about one person who takes part: shown, handed out, and deleted on request.

A chapter declares what it keeps in a module called ``holdings``. The person is named by the key of
their pass (see konvent.foundation.intents), so no chapter has to know tickets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, kw_only=True)
class Holding:
    """One kind of thing that is kept about a person."""

    name: str
    """As it is called in what the person downloads."""
    title: StrOrPromise
    rule: StrOrPromise
    """What becomes of it when the person is deleted, in a sentence."""
    read: Callable[[str, str], list[dict[str, Any]]]
    """Return it, by the convention's short name and the person's key, as JSON can say it."""
    forget: Callable[[str, str, datetime], None]
    """Do what the rule says, within the caller's transaction."""


HOLDINGS: list[Holding] = []


def add_holdings(*holdings: Holding) -> None:
    """Make these known to the page on which people see and delete what is theirs."""
    HOLDINGS.extend(holding for holding in holdings if holding not in HOLDINGS)
