# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the templates of desk and audience say in words."""

from django import template

from konvent.audience import models

register = template.Library()


@register.filter
def said_reason(reason: str) -> str:
    """Say why a question was declined."""
    return models.said_reason(reason)


@register.simple_tag
def reaction_kinds() -> list[tuple[str, str]]:
    """Return what one can say without words, each with its word."""
    return [(kind.value, str(kind.label)) for kind in models.ReactionKind]


@register.filter
def of_number(by_number: dict[int, object] | str, number: int) -> object:
    """Return what belongs to a question's number; pages that know nothing of it pass nothing."""
    return by_number.get(number) if isinstance(by_number, dict) else None
