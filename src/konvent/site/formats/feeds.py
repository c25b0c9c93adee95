# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Feeds of the library: RSS 2.0 with what podcast players expect, and Atom for everybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from lxml import etree

from konvent.site.formats.published import HLS, absolute

if TYPE_CHECKING:
    from lxml.etree import _Element

    from konvent.programme.schedule import SchedulePerson
    from konvent.site.edition import Edition
    from konvent.site.formats.published import File, Told

ATOM = "http://www.w3.org/2005/Atom"
ITUNES = "http://www.itunes.com/dtds/podcast-1.0.dtd"
PODCAST = "https://podcastindex.org/namespace/1.0"
PLAIN: Any = {None: ATOM}
RSS_PREFIXES = {"atom": ATOM, "itunes": ITUNES, "podcast": PODCAST}
PODCAST_GUIDS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
"""The namespace in which podcasts are named after their address (Podcast Namespace, guid)."""
XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
CATEGORY = "Government"
SUMMARY = 4000
NEVER = datetime(2000, 1, 1, tzinfo=UTC)
"""When an empty feed of an empty programme was changed: it has to say something."""


@dataclass(frozen=True, kw_only=True)
class Feed:
    """What every feed says of itself."""

    edition: Edition
    title: str
    words: str
    address: str
    """Its own."""
    page: str
    """The page that shows the same."""
    items: list[Told]


def write_podcast(feed: Feed, *, is_video: bool) -> bytes:
    """Return RSS 2.0 with all recordings, as films or as sound alone.

    One whose file is not made yet leads to its page and to its stream; the file comes to the same
    entry later.
    """
    root = etree.Element("rss", {"version": "2.0"}, nsmap=RSS_PREFIXES)
    channel = etree.SubElement(root, "channel")
    _add_channel(channel, feed, "video" if is_video else "podcast")
    for told in feed.items:
        item = etree.SubElement(channel, "item")
        _add_item(item, told, told.film if is_video else told.sound)
        _add_stream(item, told.stream if is_video else told.stream_of_sound or told.stream)
    return _written(root)


def write_atom(feed: Feed) -> bytes:
    """Return Atom (RFC 4287) with every recording, its stream and files where all may have them."""
    root = etree.Element(f"{{{ATOM}}}feed", {XML_LANGUAGE: feed.edition.language}, nsmap=PLAIN)
    newest = max((told.changed_at for told in feed.items), default=None)
    convention = feed.edition.convention
    _atom(root, "title", feed.title)
    _atom(root, "subtitle", feed.words)
    _atom(root, "id", f"urn:uuid:{uuid5(convention.guid, feed.address)}")
    _atom(root, "updated", (newest or feed.edition.starts_at or NEVER).isoformat())
    _atom(root, "link", rel="self", href=feed.address, type="application/atom+xml")
    _atom(root, "link", rel="alternate", href=feed.page, type="text/html")
    _atom(_atom(root, "author"), "name", str(convention.host or convention.title))
    for told in feed.items:
        _add_entry(_atom(root, "entry"), told)
    return _written(root)


def _add_channel(channel: _Element, feed: Feed, medium: str) -> None:
    convention = feed.edition.convention
    _add(channel, "title", feed.title)
    _add(channel, "link", feed.page)
    _add(channel, "description", feed.words)
    _add(channel, "language", feed.edition.language)
    _add(channel, "generator", "Konvent")
    of_atom = {"rel": "self", "href": feed.address, "type": "application/rss+xml"}
    _add(channel, f"{{{ATOM}}}link", **of_atom)
    _add(channel, f"{{{ITUNES}}}author", str(convention.host or convention.title))
    _add(channel, f"{{{ITUNES}}}explicit", "false")
    _add(channel, f"{{{ITUNES}}}type", "episodic")
    _add(channel, f"{{{ITUNES}}}category", text=CATEGORY)
    if convention.logo:
        address = absolute(f"/{convention.slug}/public/logo")
        _add(channel, f"{{{ITUNES}}}image", href=address)
    if convention.contact_email:
        owner = _add(channel, f"{{{ITUNES}}}owner")
        _add(owner, f"{{{ITUNES}}}name", str(convention.host or convention.title))
        _add(owner, f"{{{ITUNES}}}email", convention.contact_email)
    bare = feed.address.partition("://")[2].rstrip("/")
    _add(channel, f"{{{PODCAST}}}guid", str(uuid5(PODCAST_GUIDS, bare)))
    _add(channel, f"{{{PODCAST}}}medium", medium)


def _add_item(item: _Element, told: Told, file: File | None) -> None:
    recording = told.one.recording
    _add(item, "title", told.title)
    _add(item, "link", told.page)
    _add(item, "guid", f"urn:uuid:{recording.guid}", isPermaLink="false")
    _add(item, "pubDate", format_datetime(told.released_at))
    _add(item, "description", told.words[:SUMMARY] or told.title)
    if file:
        _add(item, "enclosure", url=file.address, length=str(file.size), type=file.kind)
    _add(item, f"{{{ITUNES}}}duration", str(round(told.one.seconds)))
    _add(item, f"{{{ITUNES}}}episodeType", "full")
    _add(item, f"{{{ITUNES}}}explicit", "false")
    if told.people:
        _add(item, f"{{{ITUNES}}}author", _names(told.people))
    if told.picture:
        _add(item, f"{{{ITUNES}}}image", href=told.picture)
    for person in told.people:
        _add(item, f"{{{PODCAST}}}person", person.name, role="guest")
    for language in told.one.caption_languages:
        address = absolute(f"/{told.edition.slug}/public/recording/{told.one.code}/")
        of_file = {"url": f"{address}captions.{language}.vtt", "type": "text/vtt"}
        _add(item, f"{{{PODCAST}}}transcript", **of_file, language=language)


def _add_stream(item: _Element, address: str) -> None:
    """Say where it plays at once (Podcast Namespace): an enclosure has to be one whole file."""
    alternate = _add(item, f"{{{PODCAST}}}alternateEnclosure", type=HLS, title="HLS")
    _add(alternate, f"{{{PODCAST}}}source", uri=address)


def _add_entry(entry: _Element, told: Told) -> None:
    _atom(entry, "title", told.title)
    _atom(entry, "id", f"urn:uuid:{told.one.recording.guid}")
    _atom(entry, "published", told.released_at.isoformat())
    _atom(entry, "updated", told.changed_at.isoformat())
    _atom(entry, "link", rel="alternate", href=told.page, type="text/html")
    if told.stream:
        _atom(entry, "link", rel="alternate", href=told.stream, type=HLS)
    for file in (told.film, told.sound):
        if file:
            size = str(file.size)
            _atom(entry, "link", rel="enclosure", href=file.address, type=file.kind, length=size)
    for person in told.people:
        _atom(_atom(entry, "author"), "name", person.name)
    _atom(entry, "summary", told.words[:SUMMARY] or told.title)


def _names(people: list[SchedulePerson]) -> str:
    return ", ".join(person.name for person in people)


def _atom(parent: _Element, name: str, words: str | None = None, **attributes: str) -> _Element:
    return _add(parent, f"{{{ATOM}}}{name}", words, **attributes)


def _add(parent: _Element, name: str, words: str | None = None, **attributes: str) -> _Element:
    element = etree.SubElement(parent, name, attributes)
    if words is not None:
        element.text = "".join(sign for sign in words if sign >= " " or sign in "\n\t")
    return element


def _written(root: _Element) -> bytes:
    return etree.tostring(root, encoding="utf-8", xml_declaration=True)
