# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the desk's templates say in words."""

from django import template

from konvent.audience import models

register = template.Library()


@register.filter
def said_reason(reason: str) -> str:
    """Say why a question was declined."""
    return models.said_reason(reason)
