# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of what the front end's build made: `{% asset "app.js" %}`."""

from __future__ import annotations

from django import template

from konvent.foundation.built import built

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file, whose name changes with its content."""
    return built(name)
