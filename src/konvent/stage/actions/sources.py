# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Say where a stage's picture comes from, and note what has become of it."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit
from konvent.foundation.events import announce
from konvent.foundation.refusals import RefusedError
from konvent.foundation.sealed import seal
from konvent.stage.actions.airings import remember_on_air
from konvent.stage.actions.past_troubles import remember_troubles
from konvent.stage.events import NowOnStageChanged, PictureChanged
from konvent.stage.models import HOLDABLE, Channel, Quality, Source, SourceRole

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from konvent.people.models import User
    from konvent.programme.models import Room

PASSPHRASE_BYTES = 18
SHORTEST_LATENCY, LONGEST_LATENCY = 20, 8000


class CannotOpenSourceError(RefusedError):
    """This source cannot be opened; the message says why."""


class CannotHoldError(RefusedError):
    """This cannot be held on air; the message says why."""


def open_srt_source(
    *, room: Room, role: str, latency: int = 200, at: datetime, by: User | None
) -> tuple[Source, str]:
    """Give an encoder an address of its own, and return the passphrase: it is never shown again.

    Raises CannotOpenSourceError.
    """
    _require_latency(latency)
    with transaction.atomic():
        _require_place(room, role)
        facts = {"kind": Source.Kind.SRT, "port": _free_port(), "latency": latency}
        return _open(room, role, facts, at=at, by=by)


def open_rtmp_source(*, room: Room, role: str, at: datetime, by: User | None) -> tuple[Source, str]:
    """Let an encoder send by RTMP through nginx, and return its key: it is never shown again.

    Raises CannotOpenSourceError.
    """
    if not settings.RTMP_URL:
        raise CannotOpenSourceError(_("This installation takes no RTMP."))
    with transaction.atomic():
        _require_place(room, role)
        return _open(room, role, {"kind": Source.Kind.RTMP}, at=at, by=by)


def rotate_passphrase(*, source: Source, at: datetime, by: User | None) -> str:
    """Let only a new passphrase in from now on, and return it: it is never shown again.

    Whoever sends with the old one is disconnected.
    """
    passphrase = secrets.token_urlsafe(PASSPHRASE_BYTES)
    with transaction.atomic():
        source = _locked(source)
        source.sealed_passphrase = seal(passphrase)
        source.save(update_fields=["sealed_passphrase"])
        _record("rotate passphrase", source, before=audit.facts(source), at=at, by=by)
    return passphrase


def close_source(*, source: Source, at: datetime, by: User | None) -> None:
    """Take a source's address away for good; what it has sent stays."""
    with transaction.atomic():
        source = _locked(source)
        channel = _channel(source.room)
        if channel.held_source == source.role:
            channel.held_source = ""
            channel.save(update_fields=["held_source"])
        _record("close source", source, before=audit.facts(source), at=at, by=by)
        source.delete()


def switch_source(*, source: Source, is_on: bool, at: datetime, by: User | None) -> None:
    """Let a source's address listen, or not, without forgetting it."""
    with transaction.atomic():
        source = _locked(source)
        if source.is_on == is_on:
            return
        before = audit.facts(source)
        source.is_on = is_on
        source.save(update_fields=["is_on"])
        _record("switch source", source, before=before, at=at, by=by)


def disconnect_encoder(*, source: Source, at: datetime, by: User | None) -> None:
    """Send away whoever is connected, so that another encoder can take the place."""
    with transaction.atomic():
        source = _locked(source)
        before = audit.facts(source)
        source.connections += 1
        source.save(update_fields=["connections"])
        _record("disconnect encoder", source, before=before, at=at, by=by)


def hold_source(*, room: Room, name: str, at: datetime, by: User | None) -> None:
    """Keep one source on air, as long as it delivers, until it is released.

    Raises CannotHoldError.
    """
    if name not in HOLDABLE:
        raise CannotHoldError(_("There is no such source."))
    with transaction.atomic():
        roles = Source.objects.filter(room=room, is_on=True).values_list("role", flat=True)
        if name in SourceRole.values and name not in roles:
            raise CannotHoldError(_("This stage has no such source, or it is switched off."))
        if not roles:
            raise CannotHoldError(_("This stage has no source yet."))
        _set_on_channel(room, "hold source", {"held_source": name}, at=at, by=by)


def release_source(*, room: Room, at: datetime, by: User | None) -> None:
    """Let the channel choose again by itself."""
    with transaction.atomic():
        _set_on_channel(room, "release source", {"held_source": ""}, at=at, by=by)


def choose_quality(*, room: Room, quality: Quality, at: datetime, by: User | None) -> None:
    """Say what a stage offers to its viewers' lines. Encoders are connected anew."""
    with transaction.atomic():
        _set_on_channel(room, "choose quality", {"quality": Quality(quality)}, at=at, by=by)
        announce(NowOnStageChanged(room.convention.slug, room.slug))


def note_picture(
    *,
    room: Room,
    on_air: str,
    troubles: Mapping[str, str],
    health: Mapping[str, Mapping[str, Any]],
    at: datetime,
) -> None:
    """Write down what the media process sees: what is on air, and how each source is by role."""
    with transaction.atomic():
        channel = _channel(room)
        if channel.on_air != on_air:
            channel.on_air, channel.on_air_since = on_air, at
            if on_air:
                remember_on_air(channel=channel, at=at)
        channel.troubles = dict(troubles)
        channel.save(update_fields=["on_air", "on_air_since", "troubles"])
        for role, state in health.items():
            Source.objects.filter(room=room, role=role).update(health=state)
        remember_troubles(room=room, troubles=troubles, health=health, at=at)
        _announce(room)


def _require_place(room: Room, role: str) -> None:
    """Make sure that the stage can have a source of this role."""
    if not room.has_picture:
        raise CannotOpenSourceError(_("This room has no live picture."))
    if role not in SourceRole.values:
        raise CannotOpenSourceError(_("A source is primary or backup."), field="role")
    if Source.objects.filter(room=room, role=role).exists():
        raise CannotOpenSourceError(_("This stage has such a source already."), field="role")


def _open(
    room: Room, role: str, facts: dict[str, Any], *, at: datetime, by: User | None
) -> tuple[Source, str]:
    passphrase = secrets.token_urlsafe(PASSPHRASE_BYTES)
    source = Source.objects.create(
        room=room, role=role, sealed_passphrase=seal(passphrase), **facts
    )
    _record("open source", source, before={}, at=at, by=by)
    return source, passphrase


def _require_latency(latency: int) -> None:
    if not SHORTEST_LATENCY <= latency <= LONGEST_LATENCY:
        message = _("The latency is between %(least)s and %(most)s milliseconds.")
        limits = {"least": SHORTEST_LATENCY, "most": LONGEST_LATENCY}
        raise CannotOpenSourceError(message % limits, field="latency")


def _free_port() -> int:
    taken = set(Source.objects.values_list("port", flat=True))
    port = next((port for port in settings.SRT_PORTS if port not in taken), None)
    if port is None:
        raise CannotOpenSourceError(_("All ports for encoders are taken."))
    return port


def _set_on_channel(
    room: Room, verb: str, values: dict[str, str], *, at: datetime, by: User | None
) -> None:
    channel = _channel(room)
    before = audit.facts(channel)
    for name, value in values.items():
        setattr(channel, name, value)
    if audit.facts(channel) == before:
        return
    channel.save(update_fields=list(values))
    slug = room.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=channel, convention=slug, before=before)
    _announce(room)


def _channel(room: Room) -> Channel:
    Channel.objects.get_or_create(room=room)
    return Channel.objects.select_for_update().get(room=room)


def _locked(source: Source) -> Source:
    return Source.objects.select_for_update().get(pk=source.pk)


def _record(
    verb: str, source: Source, *, before: dict[str, Any], at: datetime, by: User | None
) -> None:
    convention = source.room.convention.slug
    audit.record(at=at, actor=by, verb=verb, thing=source, convention=convention, before=before)
    _announce(source.room)


def _announce(room: Room) -> None:
    announce(PictureChanged(room.convention.slug, room.slug))
