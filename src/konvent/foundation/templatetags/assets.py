# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of what the front end's build made: `{% asset "app.js" %}`."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from django import template
from django.templatetags.static import static

register = template.Library()

MANIFEST = Path(__file__).parent.parent / "static/konvent/dist/manifest.json"


class UnknownAssetError(LookupError):
    """A page asks for something that the build did not make."""


@register.simple_tag
def asset(name: str) -> str:
    """Return the address of a built file, whose name changes with its content."""
    try:
        return static(f"konvent/dist/{_built_names()[name]}")
    except KeyError:
        known = ", ".join(sorted(_built_names()))
        raise UnknownAssetError(f"The front end has no {name}. It has: {known}.") from None


@cache
def _built_names() -> dict[str, str]:
    names: dict[str, str] = json.loads(MANIFEST.read_text())
    return names
