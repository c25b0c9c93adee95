# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Reads the reference convention from the texts beside this file.

Every item says of itself whether it is documented, a placeholder for something unknown, or made up.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_DNS, UUID, uuid5
from zoneinfo import ZoneInfo

from django.utils.text import slugify

from konvent.convention.models import StageAccess
from konvent.foundation.texts import Text
from konvent.programme.schedule import (
    Appearance,
    ConventionFacts,
    Schedule,
    ScheduleDay,
    ScheduleOrganisation,
    SchedulePerson,
    ScheduleRoom,
    ScheduleSession,
    ScheduleTrack,
    in_order,
    local,
)

TEXTS = Path(__file__).parent / "sccon_2020"
DAYS = ("day_1.toml", "day_2.toml")
OURS = uuid5(NAMESPACE_DNS, "sccon-2020.konvent.example")
FICTIONAL, PLACEHOLDER = "fictional", "placeholder"
ROLES = {"speakers": "speaker", "panel": "panelist", "hosts": "host"}
SPELT_OUT = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "\N{LATIN SMALL LETTER DOTLESS I}": "i"}
)

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Edition:
    """A convention: its programme, and what a programme alone does not say about it."""

    schedule: Schedule
    facts: Table
    """Values of the convention's fields."""

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.schedule.convention.timezone)


@cache
def read_edition() -> Edition:
    """Return the convention at its own dates, in October 2020."""
    facts = _load("convention.toml")
    days = [_load(name)["sessions"] for name in DAYS]
    sessions = [
        _session(facts, day, row)
        for day, rows in zip(facts["days"], days, strict=True)
        for row in rows
    ]
    rows = [row for day in days for row in day]
    return Edition(
        schedule=_schedule(facts, rows, sessions),
        facts={
            "host": Text(facts["host"]),
            **{
                name: _paragraphs(facts[name])
                for name in ("description", "imprint", "privacy_notice")
            },
            "stage_access": StageAccess.TICKET,
            "is_current": True,
            **{name: facts[name] for name in ("contact_email", "primary_colour", "accent_colour")},
        },
    )


def _load(name: str) -> Table:
    return tomllib.loads((TEXTS / name).read_text(encoding="utf-8"))


def _schedule(facts: Table, rows: list[Table], sessions: list[ScheduleSession]) -> Schedule:
    days = tuple(_day(facts, row) for row in facts["days"])
    people: dict[str, SchedulePerson] = {}
    for row in rows:
        for _role, person in _appearing(row):
            people.setdefault(_code(person["name"]), _person(facts, row, person))
    rooms = tuple(_room(row) for row in facts["stages"])
    return Schedule(
        convention=ConventionFacts(
            slug=facts["slug"],
            title=Text(facts["title"]),
            subtitle=Text(facts["subtitle"]),
            timezone=facts["timezone"],
            start=days[0].date,
            end=days[-1].date,
        ),
        days=days,
        rooms=rooms,
        tracks=tuple(
            ScheduleTrack(slug=row["slug"], name=Text(row["name"]), colour=row["colour"])
            for row in facts["tracks"]
        ),
        organisations=tuple(_organisation(facts, row) for row in facts["organisations"]),
        people=tuple(people[code] for code in sorted(people)),
        sessions=in_order(sessions, rooms),
    )


def _day(facts: Table, row: Table) -> ScheduleDay:
    zone = ZoneInfo(facts["timezone"])
    return ScheduleDay(
        date=row["date"],
        starts_at=local(datetime.combine(row["date"], row["starts"], zone), zone),
        ends_at=local(datetime.combine(row["date"], row["ends"], zone), zone),
        theme=Text(row["theme"]),
    )


def _room(row: Table) -> ScheduleRoom:
    return ScheduleRoom(
        guid=_guid("stage", row["slug"]),
        slug=row["slug"],
        name=Text({"de": row["name"], "en": row["name"]}),
        description=Text(row["description"]),
        colour=row["colour"],
        has_picture=True,
    )


def _organisation(facts: Table, row: Table) -> ScheduleOrganisation:
    note = facts["notes"]["fictional_organisation"]
    invented = row.get("fictional", {})
    return ScheduleOrganisation(
        guid=_guid("organisation", row["slug"]),
        slug=row["slug"],
        name=row["name"],
        kind=row["kind"],
        website=row.get("website", ""),
        description=Text(
            {language: f"{text} {note[language]}" for language, text in invented.items()}
            or row["description"]
        ),
        is_fictional=bool(invented),
    )


def _session(facts: Table, day: Table, row: Table) -> ScheduleSession:
    basis = row.get("basis", FICTIONAL)
    note = Text(facts["notes"][basis])
    zone = ZoneInfo(facts["timezone"])
    return ScheduleSession(
        guid=_guid("session", row["code"]),
        code=row["code"],
        slug=f"{facts['slug']}-{row['code']}-{_code(row['title']['de'])}"[:200].lower(),
        title=Text(row["title"]),
        subtitle=Text(row.get("subtitle")),
        abstract=note if basis == PLACEHOLDER else _paragraph(row["abstract"]),
        description=Text() if basis == PLACEHOLDER or row["kind"] == "break" else note,
        kind=row["kind"],
        kind_name=row.get("kind_name", ""),
        language=row.get("language", ""),
        level=row.get("level", ""),
        track=row.get("track", ""),
        room=row["stage"],
        starts_at=local(datetime.combine(day["date"], row["start"], zone), zone),
        duration=timedelta(minutes=row["minutes"]),
        speakers=tuple(
            Appearance(person=_code(person["name"]), role=role) for role, person in _appearing(row)
        ),
        partners=tuple(row.get("partners", ())),
        is_fictional=basis == FICTIONAL,
    )


def _person(facts: Table, session: Table, row: Table) -> SchedulePerson:
    is_fictional = session.get("basis", FICTIONAL) == FICTIONAL
    code = _code(row["name"])
    return SchedulePerson(
        guid=_guid("person", code),
        code=code,
        name=row["name"],
        position=Text({"de": row.get("de", ""), "en": row.get("en", "")}),
        biography=Text(facts["notes"]["fictional_person"] if is_fictional else {}),
        organisation=row.get("of", ""),
        is_fictional=is_fictional,
    )


def _appearing(row: Table) -> list[tuple[str, Table]]:
    """Return who is in a session, the moderator first."""
    moderator = [("moderator", row["moderator"])] if "moderator" in row else []
    others = [(role, person) for field, role in ROLES.items() for person in row.get(field, ())]
    return [*moderator, *others]


def _paragraph(texts: dict[str, str]) -> Text:
    return Text({language: " ".join(text.split()) for language, text in texts.items()})


def _paragraphs(texts: dict[str, str]) -> Text:
    """Keep the empty lines between paragraphs, and undo the line breaks within them."""
    return Text(
        {
            language: "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))
            for language, text in texts.items()
        }
    )


def _code(name: str) -> str:
    return slugify(name.lower().translate(SPELT_OUT))[:40].strip("-")


def _guid(kind: str, key: str) -> UUID:
    return uuid5(OURS, f"{kind}/{key}")
