# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What clients of voctoweb and of c3voc's streams, and search engines, find."""

from __future__ import annotations

import json
import os
import re
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from tests.factories import NOW, make_recording, make_world, publish, text

from konvent.foundation.media.boxes import Tracks
from konvent.foundation.media.playlist import Variant, master_playlist
from konvent.library.actions import delete_captions
from konvent.library.files import DOWNLOAD
from konvent.library.models import RecordingState
from konvent.library.places import folder_of
from konvent.stage.actions import choose_quality, follow_schedule
from konvent.stage.models import Quality

pytestmark = pytest.mark.django_db

SAMPLE = json.loads((Path(__file__).parent / "c3voc-streams-v2.json").read_text())
CONFERENCE = {
    **dict.fromkeys(("acronym", "aspect_ratio", "updated_at", "title", "schedule_url"), str),
    **dict.fromkeys(("slug", "event_last_released_at", "link", "webgen_location"), str),
    **dict.fromkeys(("logo_url", "images_url", "recordings_url", "url"), str),
}
EVENT = {
    **dict.fromkeys(("guid", "title", "slug", "link", "description", "original_language"), str),
    **dict.fromkeys(("date", "release_date", "updated_at", "thumb_url", "poster_url"), str),
    **dict.fromkeys(("timeline_url", "thumbnails_url", "frontend_link", "url"), str),
    **dict.fromkeys(("conference_title", "conference_url"), str),
    **dict.fromkeys(("view_count", "length", "duration"), int),
    **dict.fromkeys(("persons", "tags", "related"), list),
    "promoted": bool,
}
RECORDING = {
    **dict.fromkeys(("mime_type", "language", "filename", "state", "folder", "updated_at"), str),
    **dict.fromkeys(("recording_url", "url", "event_url", "conference_url"), str),
    "length": int,
    "high_quality": bool,
}
"""Fields and types as voctoweb's views give them, as far as clients rely on them."""


@pytest.fixture
def world():
    world = make_world(stage_access="open", host=text("Stadt"), subtitle=text("Drei Tage"))
    world.sessions.update(language="de")
    publish(world)
    for session in world.sessions.order_by("starts_at"):
        make_recording(world, session.code, began_at=session.starts_at)
    recording = world.recordings.order_by("began_at").first()
    recording.captions.create(language="de", content="WEBVTT\n\n00:01.000 --> 00:02.000\nx\n")
    return world


def read(client, address):
    path = re.sub(r"^https?://[^/]+", "", address)
    answer = client.get(path if path.startswith("/") else f"/smart-2026/public/{path}")
    assert answer.status_code == 200, path
    assert answer["Access-Control-Allow-Origin"] == "*"
    return answer.json()


def fits(state, shape):
    return {name: type(state.get(name)) for name in shape} == shape


def test_a_client_finds_its_way_from_conferences_to_files(client, world):
    [conference] = read(client, "conferences")["conferences"]
    events = read(client, conference["url"])["events"]
    event = read(client, events[-1]["url"])
    stream, captions = event["recordings"]

    assert fits(conference, CONFERENCE)
    assert [one["title"] for one in events] == ["Compilers for cities", "Opening"]
    assert all(fits(one, EVENT) for one in (*events, event))
    assert fits(stream, RECORDING)
    assert read(client, stream["url"]) == stream
    assert read(client, captions["url"]) == captions
    assert stream["mime_type"] == "application/vnd.apple.mpegurl"
    assert captions["recording_url"].endswith("captions.de.vtt")
    assert event["original_language"] == captions["language"] == "deu"
    assert read(client, "events")["events"] == events
    assert len(read(client, "recordings")["recordings"]) == 3


def test_a_client_that_keeps_a_copy_sees_what_changed(client, world):
    recording = world.recordings.order_by("began_at").first()
    before = read(client, f"events/{recording.guid}")
    assert before["updated_at"] == before["release_date"]
    moment = NOW + timedelta(days=2)

    caption = recording.captions.get()
    delete_captions(caption=caption, at=moment, by=None)

    event = read(client, f"events/{recording.guid}")
    assert event["release_date"] == before["release_date"]
    changed = [event, *event["recordings"], *read(client, "conferences")["conferences"]]
    assert {one["updated_at"] for one in changed} == {moment.isoformat()}
    other = world.recordings.order_by("began_at").last()
    assert read(client, f"events/{other.guid}")["updated_at"] != moment.isoformat()


def test_a_film_older_than_the_note_of_changes_still_says_when_it_was_made(
    client, world, settings, tmp_path
):
    settings.DATA = tmp_path
    recording = world.recordings.order_by("began_at").first()
    film = folder_of(recording) / DOWNLOAD
    film.parent.mkdir(parents=True)
    film.write_bytes(b"made before")
    made = (recording.ended_at + timedelta(hours=1)).timestamp()
    os.utime(film, (made, made))

    said = read(client, f"events/{recording.guid}")

    assert datetime.fromisoformat(said["updated_at"]).timestamp() == made


def test_what_has_a_picture_says_how_large_it_is(client, world):
    recording = world.recordings.order_by("began_at").first()
    folder = folder_of(recording)
    folder.mkdir(parents=True)
    sizes = (1280, 720), (854, 480)
    variants = [Variant(f"{w}.m3u8", Tracks("avc1.64001f,mp4a.40.2", w, h), 9, 9) for w, h in sizes]
    (folder / "master.m3u8").write_text(master_playlist(variants))
    (folder / "download.mp4").write_bytes(b"film")
    world.recordings.filter(pk=recording.pk).update(download_size=4)

    found = read(client, f"events/{recording.guid}")["recordings"]

    assert [(one["mime_type"], one["width"], one["height"]) for one in found] == [
        ("application/vnd.apple.mpegurl", 1280, 720),
        ("video/mp4", 1280, 720),
        ("text/vtt", None, None),
    ]
    other = world.recordings.order_by("began_at").last()
    assert read(client, f"events/{other.guid}")["recordings"][0]["width"] is None


def test_there_is_nothing_of_what_is_withheld(client, world):
    recording = world.recordings.order_by("began_at").first()
    gone = f"/smart-2026/public/events/{recording.guid}"
    assert client.get(gone).status_code == 200

    world.recordings.update(state=RecordingState.WITHHELD)

    assert client.get(gone).status_code == 404
    assert read(client, "events") == {"events": []}
    assert read(client, "recordings") == {"recordings": []}
    assert client.get("/smart-2026/public/conferences/other").status_code == 404


def test_files_that_ask_for_a_ticket_are_not_offered(client, world):
    world.stage_access = "ticket"
    world.save()

    assert len(read(client, "events")["events"]) == 2
    assert read(client, "recordings") == {"recordings": []}


def shape(state):
    """Return names and types of a state, of lists those of the first entry."""
    if isinstance(state, dict):
        return {name: shape(value) for name, value in state.items()}
    if isinstance(state, list):
        return [shape(state[0])] if state else []
    return type(state)


def test_streams_have_the_shape_of_c3voc(client, world):
    follow_schedule(at=NOW)

    ours = read(client, "streams/v2.json")

    [sample], [mine] = SAMPLE, ours
    room, wanted = mine["groups"][0]["rooms"][0], sample["groups"][0]["rooms"][0]
    assert mine.keys() == sample.keys()
    assert shape({**mine, "groups": []}) == shape({**sample, "groups": []})
    assert room.keys() == wanted.keys()
    assert shape(room["talks"]["next"]) == shape(wanted["talks"]["next"])
    assert shape(room["streams"][0]["urls"]["hls"]) == shape(wanted["streams"][1]["urls"]["hls"])
    assert room["talks"]["current"]["title"] == "Opening"
    assert mine["isCurrentlyStreaming"] is True


def test_streams_name_the_sound_alone_where_a_stage_offers_it(client, world):
    room = world.rooms.get()
    [before] = read(client, "streams/v2.json")

    choose_quality(room=room, quality=Quality.TWO, at=NOW, by=None)
    [after] = read(client, "streams/v2.json")

    streams = after["groups"][0]["rooms"][0]["streams"]
    assert before["groups"][0]["rooms"][0]["streams"] == streams[:1]
    assert (streams[1]["slug"], streams[1]["type"]) == ("audio-native", "audio")
    assert streams[1]["urls"]["hls"]["url"].endswith("/smart-2026/media/smart-plaza/au.m3u8")


def test_search_engines_find_the_video_and_its_chapters(client, world):
    recording = world.recordings.order_by("began_at").first()
    recording.chapters.create(position=0, title=text("Anfang", "Beginning"))
    recording.chapters.create(position=60, title=text("</script>", "</script>"))

    html = client.get(f"/smart-2026/en/library/{recording.session_code}/").content.decode()
    [found] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', html)
    facts = json.loads(found)

    assert facts["@type"] == "VideoObject"
    assert facts["duration"] == "P0DT00H20M00S"
    assert [(c["name"], c["startOffset"], c["endOffset"]) for c in facts["hasPart"]] == [
        ("Beginning", 0, 60),
        ("</script>", 60, 1200),
    ]
    assert facts["hasPart"][1]["url"] == f"{facts['url']}?t=60"
    assert facts["contentUrl"].endswith(f"{recording.address}master.m3u8")
    assert facts["isAccessibleForFree"] is True


def test_what_was_released_last_comes_first(client, world):
    recordings = list(world.recordings.order_by("began_at"))
    recordings[0].ended_at = recordings[1].began_at + timedelta(hours=9)  # it was very late
    recordings[0].save()

    recent = read(client, "events/recent")["events"]

    assert [one["title"] for one in recent] == ["Opening", "Compilers for cities"]
    assert all(fits(one, EVENT) for one in recent)
    assert [one["guid"] for one in recent] == [str(one.guid) for one in recordings]


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("compilers", ["Compilers for cities"]),
        ("CITIES compil", ["Compilers for cities"]),
        ("ada lovelace", ["Opening"]),
        ("no such words", []),
        (" ", []),
    ],
)
def test_what_is_looked_for_is_found_as_on_the_shelf(client, world, words, titles):
    found = read(client, f"events/search?{urlencode({'q': words})}")["events"]

    assert [one["title"] for one in found] == titles
    assert all(fits(one, EVENT) for one in found)


def test_a_search_for_nothing_is_none_and_finds_nothing_that_is_withheld(client, world):
    assert client.get("/smart-2026/public/events/search").status_code == 404
    world.recordings.update(state=RecordingState.WITHHELD)

    assert read(client, "events/search?q=compilers") == {"events": []}
