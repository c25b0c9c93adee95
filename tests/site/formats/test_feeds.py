# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Feeds as a podcast player reads them."""

from __future__ import annotations

import re
from datetime import timedelta
from email.utils import parsedate_to_datetime

import feedparser
import pytest
from lxml import etree
from tests.factories import at, make_recording, make_session, make_track, make_world, publish, text

from konvent.foundation.published import ACCESS_HEADER, TOPICS_HEADER
from konvent.library.files import DOWNLOAD, DOWNLOAD_SOUND
from konvent.library.models import RecordingState
from konvent.library.places import folder_of

pytestmark = pytest.mark.django_db

FILM, SOUND = b"f" * 4321, b"s" * 1234
ATOM = "{http://www.w3.org/2005/Atom}"
PODCAST = "{https://podcastindex.org/namespace/1.0}"
ITUNES = "{http://www.itunes.com/dtds/podcast-1.0.dtd}"


@pytest.fixture
def world(settings, tmp_path):
    settings.DATA = tmp_path
    world = make_world(
        stage_access="open",
        host=text("Stadt Musterstadt"),
        subtitle=text("Drei Tage", "Three days"),
    )
    world.sessions.filter(title__en="Opening").update(abstract=text("<b>Alles</b> & mehr"))
    session = make_session(world, "Data", track=make_track(world), room=None, starts_at=at(15))
    publish(world)
    for one in (*world.sessions.order_by("starts_at")[:2], session):
        recording = make_recording(world, one.code, began_at=one.starts_at)
        recording.ended_at = one.starts_at + timedelta(minutes=20)
        recording.save()
    return world


def downloadable(world, code):
    recording = world.recordings.get(session_code=code)
    folder = folder_of(recording)
    folder.mkdir(parents=True)
    (folder / DOWNLOAD).write_bytes(FILM)
    (folder / DOWNLOAD_SOUND).write_bytes(SOUND)
    recording.download_size = len(FILM)
    recording.save()
    return recording


def first_code(world):
    return world.sessions.get(title__en="Opening").code


def feed(client, name, language="en"):
    answer = client.get(f"/smart-2026/public/feeds/{language}/{name}.xml")
    assert answer.status_code == 200, name
    return answer


def parsed(answer):
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.bozo_exception
    return found


@pytest.mark.parametrize(
    ("kind", "size", "media_type", "ending"),
    [("video", 4321, "video/mp4", "mp4"), ("audio", 1234, "audio/mp4", "m4a")],
)
def test_a_podcast_names_each_file_with_its_true_length_and_type(
    client, world, kind, size, media_type, ending
):
    recording = downloadable(world, first_code(world))

    item = entry(feed(client, kind), "Opening")

    [enclosure] = item.enclosures
    assert enclosure.length == str(size)
    assert enclosure.type == media_type
    assert enclosure.href.endswith(f"{recording.address}download.{ending}")
    assert item.title == "Opening"
    assert item.summary == "Alles & mehr"
    assert item.itunes_duration == "1200"
    assert item.author == "Ada Lovelace"
    assert parsedate_to_datetime(item.published) == recording.ended_at
    assert item.id == f"urn:uuid:{recording.guid}"


@pytest.mark.parametrize(
    ("kind", "variants", "stream"),
    [
        ("video", ["master.m3u8", "main.m3u8", "au.m3u8"], "master.m3u8"),
        ("audio", ["master.m3u8", "main.m3u8", "au.m3u8"], "au.m3u8"),
        ("audio", ["master.m3u8", "main.m3u8"], "master.m3u8"),
    ],
)
def test_what_has_no_file_yet_is_in_a_podcast_with_its_page_and_its_stream(
    client, world, kind, variants, stream
):
    recording = world.recordings.get(session_code=first_code(world))
    recording.variants = variants
    recording.save()

    answer = feed(client, kind)
    early = entry(answer, "Opening")
    downloadable(world, first_code(world))
    late = entry(feed(client, kind), "Opening")

    sources = etree.fromstring(answer.content).iter(f"{PODCAST}source")
    addresses = [source.get("uri") for source in sources]
    assert len(parsed(answer).entries) == 3
    assert early.enclosures == []
    assert early.link.endswith(f"/smart-2026/en/library/{first_code(world)}/")
    assert addresses[-1].endswith(f"{recording.address}{stream}")
    assert (late.id, len(late.enclosures)) == (early.id, 1)


def entry(answer, title):
    """Return the one entry of this title."""
    [found] = [one for one in parsed(answer).entries if one.title == title]
    return found


def test_a_podcast_says_of_itself_what_players_ask_for(client, world):
    downloadable(world, first_code(world))
    answer = feed(client, "audio", "de")

    channel = etree.fromstring(answer.content).find("channel")

    assert answer["Content-Type"] == "application/rss+xml; charset=utf-8"
    for name in ("title", "link", "description", "language"):
        assert channel.findtext(name), name
    assert channel.findtext("language") == "de"
    assert channel.findtext(f"{ITUNES}explicit") == "false"
    assert channel.find(f"{ITUNES}category").get("text") == "Government"
    assert channel.findtext(f"{ITUNES}author") == "Stadt Musterstadt"
    myself = channel.find(f"{ATOM}link")
    assert myself.get("rel") == "self"
    assert myself.get("href").endswith("/smart-2026/public/feeds/de/audio.xml")
    guid = channel.findtext("{https://podcastindex.org/namespace/1.0}guid")
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[0-9a-f-]{17}", guid)


def test_atom_lists_everything_the_newest_first(client, world):
    downloadable(world, first_code(world))

    found = parsed(feed(client, "atom"))

    assert [entry.title for entry in found.entries] == ["Data", "Compilers for cities", "Opening"]
    assert [len(entry.enclosures) for entry in found.entries] == [0, 0, 2]
    assert found.version == "atom10"
    streams = [link.href for link in found.entries[0].links if "mpegurl" in link.type]
    assert [address.rpartition("/")[2] for address in streams] == ["master.m3u8"]
    assert found.feed.updated == max(entry.updated for entry in found.entries)
    assert len({entry.id for entry in found.entries} | {found.feed.id}) == 4


def test_a_track_has_a_feed_of_its_own(client, world):
    found = parsed(feed(client, "track/data/atom"))

    assert [entry.title for entry in found.entries] == ["Data"]
    assert found.feed.title == "Smart Convention 2026: recordings, Data"
    assert client.get("/smart-2026/public/feeds/en/track/nothing/atom.xml").status_code == 404


def test_what_asks_for_a_ticket_is_announced_but_is_no_podcast(client, world):
    downloadable(world, first_code(world))
    world.stage_access = "ticket"
    world.save()

    found = parsed(feed(client, "atom"))

    assert [len(entry.enclosures) for entry in found.entries] == [0, 0, 0]
    for kind in ("video", "audio", "nonsense"):
        assert client.get(f"/smart-2026/public/feeds/en/{kind}.xml").status_code == 404


def test_an_empty_feed_is_a_feed(client):
    publish(make_world())

    assert parsed(feed(client, "atom")).entries == []


def test_feeds_are_published_and_follow_the_library(client, world):
    answer = feed(client, "atom")

    assert set(answer[TOPICS_HEADER].split()) == {
        "smart-2026/programme",
        "smart-2026/look",
        "smart-2026/library",
    }
    assert answer[ACCESS_HEADER] == "public"
    world.recordings.update(state=RecordingState.WITHHELD)
    assert parsed(feed(client, "atom")).entries == []
