# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Turn what people wrote, in Markdown or another system's HTML, into HTML that can do no harm."""

from __future__ import annotations

import re
from html import unescape

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ELEMENTS = frozenset(
    (
        *("a", "b", "blockquote", "br", "code", "dd", "del", "dl", "dt", "em", "h3", "h4", "h5"),
        *("h6", "hr", "i", "li", "ol", "p", "pre", "s", "strong", "sub", "sup", "table", "tbody"),
        *("td", "th", "thead", "tr", "u", "ul"),
    )
)
LINKS = ("http://", "https://", "mailto:")
ENDS_A_LINE = re.compile(r"<(?:br|/p|/li|/h[3-6]|/tr|/dt|/dd|/blockquote|/pre)>")
HEADING = re.compile(r"<(/?)h([1-6])\b[^>]*>", re.IGNORECASE)
EMPTY_LINES = re.compile(r"\s*\n\s*")

_markdown = MarkdownIt("commonmark", {"html": True, "breaks": True})
_markdown.enable(["table", "strikethrough"]).disable("code")  # imported HTML is often indented


def render_text(text: str) -> SafeString:
    """Return the text as safe HTML without pictures; its headings rank below those of a page."""
    return mark_safe(_clean(text).strip())  # noqa: S308 -- nh3 has cleaned it


def plain_text(text: str) -> str:
    """Return the text's words without any markup, for calendars, descriptions and search."""
    lines = ENDS_A_LINE.sub(r"\g<0>\n", _clean(text))
    words = unescape(nh3.clean(lines, tags=set()))
    return EMPTY_LINES.sub("\n", words).strip()


def _clean(text: str) -> str:
    html = _markdown.render(text)
    highest = min((int(rank) for _closing, rank in HEADING.findall(html)), default=1)
    lowered = HEADING.sub(lambda heading: _below_a_page(heading, highest), html)
    return nh3.clean(
        lowered,
        tags=set(ELEMENTS),
        attributes={"a": {"href", "title"}},
        attribute_filter=_keep,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer",
    )


def _below_a_page(heading: re.Match[str], highest: int) -> str:
    """Begin with h3 whatever the writer began with, so that no rank is left out."""
    closing, rank = heading.groups()
    return f"<{closing}h{min(int(rank) - highest + 3, 6)}>"


def _keep(_element: str, attribute: str, value: str) -> str | None:
    """Drop links that lead nowhere outside: relative to a page of another system."""
    return None if attribute == "href" and not value.lower().startswith(LINKS) else value
