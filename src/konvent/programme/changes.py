# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What differs between two programmes, as a list people can read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from konvent.foundation.texts import FALLBACKS, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from konvent.programme.schedule import Schedule, ScheduleSession


class ChangeKind(StrEnum):
    """What happened to a session."""

    ADDED = "added"
    REMOVED = "removed"
    CANCELLED = "cancelled"
    REINSTATED = "reinstated"
    MOVED = "moved"
    ROOM = "room"
    DURATION = "duration"
    RETITLED = "retitled"
    SPEAKERS = "speakers"
    TEXT = "text"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One difference of one session.

    ``before`` and ``after`` are what JSON can hold: a moment as ISO 8601, a duration in minutes, a
    text by language, names in a list. What was added or removed brings its slot, see `_slot`.
    """

    kind: ChangeKind
    guid: str
    session: str
    """Code of the session."""
    title: Text
    before: Any = None
    after: Any = None

    def as_json(self) -> dict[str, Any]:
        return {
            field.name: value
            for field in fields(self)
            if (value := getattr(self, field.name)) is not None
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Change:
        known = {**stored, "kind": ChangeKind(stored["kind"]), "title": Text(stored["title"])}
        return cls(**known)

    def __str__(self) -> str:
        """Say it in the active language."""
        facts = {
            "title": self.title,
            "before": _said(self.kind, self.before),
            "after": _said(self.kind, self.after),
        }
        return SENTENCES[self.kind](self) % facts


def changes_between(before: Schedule | None, after: Schedule) -> list[Change]:
    """Return what changed for the audience, in the order of the programme; at first nothing did."""
    if before is None:
        return []
    old = {session.guid: session for session in before.sessions}
    new = {session.guid for session in after.sessions}
    found = [
        change
        for session in after.sessions
        for change in _changes_of(old.get(session.guid), session, before, after)
    ]
    gone = [session for session in before.sessions if session.guid not in new]
    return [*found, *(_change(ChangeKind.REMOVED, s, before=_slot(s, before)) for s in gone)]


def _change(kind: ChangeKind, session: ScheduleSession, **values: Any) -> Change:  # noqa: ANN401 -- see Change
    title, guid = session.title, str(session.guid)
    return Change(kind=kind, guid=guid, session=session.code, title=title, **values)


def _changes_of(
    old: ScheduleSession | None, new: ScheduleSession, before: Schedule, after: Schedule
) -> Iterator[Change]:
    if old is None:
        yield _change(ChangeKind.ADDED, new, after=_slot(new, after))
        return
    if old.is_cancelled != new.is_cancelled:
        yield _change(ChangeKind.CANCELLED if new.is_cancelled else ChangeKind.REINSTATED, new)
    for kind, was, now in (
        (ChangeKind.MOVED, _iso(old.starts_at), _iso(new.starts_at)),
        (ChangeKind.ROOM, _room(old, before), _room(new, after)),
        (ChangeKind.DURATION, _minutes(old), _minutes(new)),
        (ChangeKind.RETITLED, old.title, new.title),
        (ChangeKind.SPEAKERS, _names(old, before), _names(new, after)),
    ):
        if not _read_alike(was, now):
            yield _change(kind, new, before=was, after=now)
    if not all(map(_read_alike, _texts(old), _texts(new))):
        yield _change(ChangeKind.TEXT, new)


def _read_alike(was: object, now: object) -> bool:
    """Return whether nobody sees a difference, as when words only change their language tag."""
    if isinstance(was, Text) and isinstance(now, Text):
        return all(was.within(language) == now.within(language) for language in FALLBACKS)
    return was == now


def _slot(session: ScheduleSession, schedule: Schedule) -> dict[str, Any]:
    return {
        "starts_at": _iso(session.starts_at),
        "minutes": _minutes(session),
        "room": _room(session, schedule),
    }


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""


def _minutes(session: ScheduleSession) -> float:
    return session.duration.total_seconds() / 60


def _room(session: ScheduleSession, schedule: Schedule) -> Text:
    return schedule.room[session.room].name if session.room else Text()


def _names(session: ScheduleSession, schedule: Schedule) -> list[str]:
    return [schedule.person[appearance.person].name for appearance in session.speakers]


def _texts(session: ScheduleSession) -> tuple[Text, Text, Text]:
    return (session.subtitle, session.abstract, session.description)


def _said(kind: ChangeKind, value: Any) -> str:  # noqa: ANN401 -- see Change
    """Return a value before or after in words of the active language."""
    if kind is ChangeKind.MOVED:
        return _moment(value)
    if kind in {ChangeKind.ADDED, ChangeKind.REMOVED} and value:
        words = [_moment(value["starts_at"]), str(Text(value["room"]))]
        return ", ".join(filter(None, words))
    if kind is ChangeKind.DURATION:
        return f"{value:g}"
    if kind is ChangeKind.SPEAKERS:
        return ", ".join(value or ())
    return str(Text(value)) if value else ""


def _moment(iso: str) -> str:
    if not iso:
        return ""
    form = pgettext("a moment in the list of changes, see Django's date filter", "D j M, H:i")
    return date_format(datetime.fromisoformat(iso), form)


def _added(change: Change) -> str:
    if change.after["starts_at"]:
        return _("New: “%(title)s” (%(after)s).")
    return _("New: “%(title)s”; its time is not fixed yet.")


def _moved(change: Change) -> str:
    if not change.after:
        return _("“%(title)s” has no time for now; it was planned for %(before)s.")
    if not change.before:
        return _("“%(title)s” now has a time: %(after)s.")
    return _("“%(title)s” moves from %(before)s to %(after)s.")


def _room_changed(change: Change) -> str:
    if not change.after:
        return _("“%(title)s” has no room for now; it was in %(before)s.")
    if not change.before:
        return _("“%(title)s” is in %(after)s.")
    return _("“%(title)s” changes its room from %(before)s to %(after)s.")


def _speakers_changed(change: Change) -> str:
    if not change.after:
        return _("“%(title)s” has nobody on stage for now; it was %(before)s.")
    return _("On stage at “%(title)s” now: %(after)s.")


SENTENCES: dict[ChangeKind, Callable[[Change], str]] = {
    ChangeKind.ADDED: _added,
    ChangeKind.REMOVED: lambda _change: _("Dropped: “%(title)s” (%(before)s)."),
    ChangeKind.CANCELLED: lambda _change: _("“%(title)s” is cancelled."),
    ChangeKind.REINSTATED: lambda _change: _("“%(title)s” takes place after all."),
    ChangeKind.MOVED: _moved,
    ChangeKind.ROOM: _room_changed,
    ChangeKind.DURATION: lambda _change: _(
        "“%(title)s” takes %(after)s minutes instead of %(before)s."
    ),
    ChangeKind.RETITLED: lambda _change: _("“%(before)s” is now called “%(after)s”."),
    ChangeKind.SPEAKERS: _speakers_changed,
    ChangeKind.TEXT: lambda _change: _("“%(title)s” has a new description."),
}
