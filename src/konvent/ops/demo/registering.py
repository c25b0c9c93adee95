# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""People register for the demonstration, as its texts say; all of them are made up."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any

from konvent.foundation.texts import Text
from konvent.ops.demo.edition import TEXTS
from konvent.programme.models import SessionKind
from konvent.programme.queries import published_schedule
from konvent.registration.actions.deciding import approve_registration
from konvent.registration.actions.registering import Typed, confirm_registration, register
from konvent.registration.actions.setting_up import change_rules, word_purpose
from konvent.registration.actions.workshops import set_places
from konvent.registration.models import ExtraField, Group, Invitation, Purpose, Registration
from konvent.registration.queries import asked_purposes, rules_of

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention

    Table = dict[str, Any]

TRANSLATED = ("name", "hint", "label", "options", "title")


def have_people_registered(*, convention: Convention, at: datetime) -> None:
    """Open registration and let some people register; a convention that is open stays as it is."""
    if rules_of(convention) is not None:
        return
    facts: Table = tomllib.loads((TEXTS / "registration.toml").read_text(encoding="utf-8"))
    rules = {**facts["rules"], "introduction": Text(facts["rules"]["introduction"])}
    change_rules(convention=convention, values=rules, by=None, at=at)
    for place, row in enumerate(facts["groups"]):
        _add_group(convention, row, place)
    for place, row in enumerate(facts["fields"]):
        ExtraField.objects.create(convention=convention, position=place, **_spoken(row))
    for place, row in enumerate(facts["purposes"]):
        words = Text(row.pop("text"))
        purpose = Purpose.objects.create(convention=convention, position=place, **_spoken(row))
        word_purpose(purpose=purpose, text=words, at=at)
    for row in facts["people"]:
        _register(convention, row, at)
    schedule = published_schedule(convention.slug)
    places = {
        session.code: facts["places_in_workshops"]
        for session in (schedule.sessions if schedule else ())
        if session.kind == SessionKind.WORKSHOP
    }
    for code, number in (places | facts["places_besides"]).items():
        set_places(convention=convention, code=code, places=number, by=None, at=at)


def _spoken(row: Table) -> Table:
    return {name: Text(said) if name in TRANSLATED else said for name, said in row.items()}


def _add_group(convention: Convention, row: Table, place: int) -> None:
    code = row.pop("code", "")
    group = Group.objects.create(convention=convention, position=place, **_spoken(row))
    if code:
        Invitation.objects.create(convention=convention, group=group, code=code, uses=None)


def _register(convention: Convention, row: Table, at: datetime) -> None:
    """Fill in the form and confirm, as the person would."""
    typed = Typed(
        email=row["email"],
        name=row["name"],
        organisation=row["organisation"],
        group=Group.objects.filter(convention=convention, slug=row.get("group", "")).first(),
        code=row.get("code", ""),
        answers={"topic": row["topic"]} if "topic" in row else {},
        agreed=tuple(asked_purposes(convention)),
        language="de",
    )
    register(convention=convention, typed=typed, network="demonstration", at=at)
    asked = Registration.objects.of(convention, row["email"]).latest("pk")
    there = confirm_registration(registration=asked, at=at)
    if row.get("is_approved"):
        approve_registration(registration=there, at=at, by=None)
