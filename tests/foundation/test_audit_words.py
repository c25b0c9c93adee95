# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The audit log speaks of things people know, not of columns."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from tests.factories import NOW, at, make_convention, make_room, make_session, make_user

from konvent.foundation.audit import facts, record
from konvent.foundation.audit_words import Line, lines_of, said
from konvent.foundation.models import AuditEntry


@pytest.fixture
def session(db):
    convention = make_convention()
    return make_session(
        convention, "Opening", room=make_room(convention), starts_at=at(10), code="AAAAAA"
    )


def entry(session, **changes):
    before = facts(session)
    for name, value in changes.items():
        setattr(session, name, value)
    session.save()
    record(at=NOW, actor=None, verb="change", thing=session, before=before)
    return AuditEntry.objects.get()


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"kind": "panel"}, Line("type", "Talk", "Panel")),
        ({"is_cancelled": True}, Line("cancelled", "no", "yes")),
        ({"duration": timedelta(minutes=45)}, Line("duration", "30 min", "45 min")),
        ({"room": None}, Line("stage or room", "Smart Plaza", "")),
        (
            {"starts_at": datetime(2026, 10, 27, 11, tzinfo=UTC)},
            Line("start", "27 Oct 2026, 10:00", "27 Oct 2026, 12:00"),
        ),
        ({"title": {"de": "Opening", "en": "Start"}}, Line("title (English)", "Opening", "Start")),
    ],
)
def test_each_fact_is_said_in_words(session, changes, line):
    assert lines_of(entry(session, **changes)) == [line]


def test_an_entry_keeps_the_names_of_things_that_are_gone(session):
    record(
        at=NOW,
        actor=make_user("Ada Lovelace"),
        verb="remove",
        thing=session,
        after={},
        before=facts(session),
    )
    session.room.delete()
    session.delete()

    kept = AuditEntry.objects.get()

    assert kept.changes["room"] == ["Smart Plaza", None]
    assert said(kept) == {
        "who": "Ada Lovelace",
        "verb": "removed",
        "thing": "Session",
        "name": "Opening",
    }


def test_it_speaks_german_too(session):
    with translation.override("de"):
        words = said(entry(session, kind="panel"))

    assert (words["verb"], words["thing"]) == ("geändert", "Programmpunkt")


def test_unknown_deeds_and_things_are_shown_as_they_are(db):
    old = AuditEntry(at=NOW, actor_name="Ada", verb="juggle", thing="ball", changes={"x": [1, 2]})

    assert said(old)["verb"] == "juggle"
    assert lines_of(old) == [Line("x", "1", "2")]


def test_a_password_is_never_written_down(db):
    ada = make_user("Ada Lovelace")

    assert "password" not in facts(ada)
