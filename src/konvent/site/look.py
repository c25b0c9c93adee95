# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A convention's own look, as browsers read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from konvent.foundation.shades import shades

if TYPE_CHECKING:
    from konvent.convention.models import Convention


def look_sheet(convention: Convention) -> str:
    """Return the style sheet that says the face's tokens in this convention's colours."""
    lines = []
    colours = (("brand", convention.primary_colour), ("accent", convention.accent_colour))
    for name, colour in colours:
        made = shades(colour)
        lines += [
            f"--{name}:{made.plain}",
            f"--on-{name}:{made.on_plain}",
            f"--{name}-ink:light-dark({made.on_light},{made.on_dark})",
        ]
    return f":root{{{';'.join(lines)}}}\n"


def icon_drawing(convention: Convention) -> str:
    """Return the small picture in a browser's tab: three stages and the line of now."""
    brand, accent = shades(convention.primary_colour), shades(convention.accent_colour)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
        f"<style>path{{fill:{brand.on_light}}}rect{{fill:{accent.on_light}}}"
        "@media (prefers-color-scheme:dark){"
        f"path{{fill:{brand.on_dark}}}rect{{fill:{accent.on_dark}}}}}</style>"
        '<path d="M2 5h17v6H2zM8 13h20v6H8zM4 21h14v6H4z"/>'
        '<rect x="21" y="1" width="3" height="30" rx="1.5"/></svg>\n'
    )
