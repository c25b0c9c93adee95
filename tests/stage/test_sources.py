# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where a stage's picture comes from: opened, rotated, held, closed; and what is written down."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from konvent.foundation.models import AuditEntry
from konvent.foundation.sealed import unseal
from konvent.foundation.topics import find_topic
from konvent.stage import actions
from konvent.stage.actions.sources import CannotHoldError, CannotOpenSourceError
from konvent.stage.models import Channel, Quality, Source

AT = datetime(2026, 10, 27, 9, tzinfo=UTC)


def open_source(room, role="primary"):
    return actions.open_srt_source(room=room, role=role, at=AT, by=None)


def test_a_passphrase_is_said_once_and_is_nowhere_in_the_clear(room):
    source, passphrase = open_source(room)

    source.refresh_from_db()
    written = f"{source.__dict__} {list(AuditEntry.objects.values())}"
    assert len(passphrase) == 24
    assert passphrase not in written
    assert unseal(source.sealed_passphrase) == passphrase
    assert source.sealed_passphrase not in str(list(AuditEntry.objects.values()))


def test_a_sealed_passphrase_is_read_again_after_the_key_was_changed(room, settings):
    source, passphrase = open_source(room)

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 6

    assert unseal(source.sealed_passphrase) == passphrase


def test_a_new_passphrase_is_another_one(room):
    source, first = open_source(room)

    second = actions.rotate_passphrase(source=source, at=AT, by=None)

    source.refresh_from_db()
    assert first != second == unseal(source.sealed_passphrase)


def test_every_source_has_a_port_of_its_own_until_there_is_none_left(room, settings):
    settings.SRT_PORTS = range(9710, 9711)
    source, _ = open_source(room)

    assert source.port == 9710
    with pytest.raises(CannotOpenSourceError, match="ports"):
        open_source(room, "backup")
    actions.close_source(source=source, at=AT, by=None)
    assert open_source(room, "backup")[0].port == 9710


@pytest.mark.parametrize(
    ("role", "latency"), [("primary", 200), ("third", 200), ("backup", 5), ("backup", 90_000)]
)
def test_a_source_that_makes_no_sense_is_refused(room, role, latency):
    open_source(room)

    with pytest.raises(CannotOpenSourceError):
        actions.open_srt_source(room=room, role=role, latency=latency, at=AT, by=None)
    assert Source.objects.count() == 1


def test_a_room_without_picture_has_no_source(room):
    room.has_picture = False

    with pytest.raises(CannotOpenSourceError):
        open_source(room)


@pytest.mark.parametrize("name", ["primary", "slate", "curtain"])
def test_what_is_not_there_cannot_be_held(room, name):
    with pytest.raises(CannotHoldError):
        actions.hold_source(room=room, name=name, at=AT, by=None)


def test_a_closed_source_is_not_held_any_more(room):
    source, _ = open_source(room)
    actions.hold_source(room=room, name="primary", at=AT, by=None)

    actions.close_source(source=source, at=AT, by=None)

    assert Channel.objects.get().held_source == ""


def test_saying_it_twice_is_written_down_once(room):
    source, _ = open_source(room)
    actions.hold_source(room=room, name="slate", at=AT, by=None)
    for _again in range(2):
        actions.choose_quality(room=room, quality=Quality.TWO, at=AT, by=None)
        actions.switch_source(source=source, is_on=False, at=AT, by=None)
        actions.release_source(room=room, at=AT, by=None)

    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs.count("choose quality") == verbs.count("switch source") == 1
    assert verbs.count("release source") == 1


def test_the_desk_reads_what_is_on_air_and_how_each_source_is(room):
    source, _ = open_source(room)
    actions.hold_source(room=room, name="slate", at=AT, by=None)
    state = {"state": "live", "troubles": {"no-sound": AT.isoformat()}}
    actions.note_picture(room=room, on_air="slate", troubles={}, health={"primary": state}, at=AT)

    topic = find_topic(room.convention.slug, f"stage/{room.slug}/health")

    assert topic.access == "staff"
    assert topic.read() == {
        "quality": "copy",
        "troubles": {},
        "on_air": "slate",
        "since": AT.isoformat(),
        "held": "slate",
        "sources": {"primary": {"kind": "srt", "port": source.port, **state}},
    }


def test_a_source_that_is_switched_off_has_no_troubles(room):
    source, _ = open_source(room)
    state = {"state": "live", "troubles": {"no-sound": AT.isoformat()}}
    actions.note_picture(room=room, on_air="primary", troubles={}, health={"primary": state}, at=AT)

    actions.switch_source(source=source, is_on=False, at=AT, by=None)

    topic = find_topic(room.convention.slug, f"stage/{room.slug}/health")
    assert topic.read()["sources"]["primary"] == {
        "kind": "srt",
        "port": source.port,
        "state": "off",
        "troubles": {},
    }
