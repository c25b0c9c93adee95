# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A session that takes questions, and who asks and leads."""

from contextlib import contextmanager
from functools import partial
from uuid import UUID, uuid5

import pytest
from tests.factories import at, make_user, make_world, publish

from konvent.audience.actions.asking import ask_questions
from konvent.audience.events import (
    AnnouncementsChanged,
    ChatChanged,
    HandsChanged,
    LineChanged,
    PollsChanged,
    QuestionsChanged,
)
from konvent.audience.models import QuestionDefaults
from konvent.audience.wishes import Ask
from konvent.foundation import events
from konvent.foundation.events import listen
from konvent.foundation.intents import Intent, Participant, apply_one
from konvent.people.models import Duty

OURS = UUID("6f0d4b52-5d1c-4d4e-8f19-4f9b5d2c7a10")


def do(apply, convention, who, wish, moment):
    """Do what one person wants, as the live lane does it in a batch of one."""
    return apply_one(apply, Intent(convention.slug, Participant(who), wish), at=moment)


@pytest.fixture
def convention(db):
    """Questions are shown at once, and asked with or without a name."""
    world = make_world()
    publish(world)
    QuestionDefaults.objects.create(convention=world, moderation="after")
    return world


@pytest.fixture
def code(convention):
    """The opening, from 10:00 to 10:30."""
    return convention.sessions.get(title__en="Opening").code


@pytest.fixture
def ask(convention, code):
    """Ask during the opening; the same words of the same person are one question."""

    def ask(text="When?", who="ada", minute=5, **facts):
        facts = {"key": uuid5(OURS, who + text), "is_sure": True, **facts}
        said = do(ask_questions, convention, who, Ask(code, text=text, **facts), at(10, minute))
        return convention.floors.get(session_code=code).questions.get(number=said["number"])

    return ask


@pytest.fixture
def floor(convention, code, ask):
    """The opening's floor, once somebody has asked."""
    return partial(convention.floors.get, session_code=code)


@pytest.fixture
def mira(convention):
    return make_user("Mira", Duty.MODERATOR, convention, language="en")


@pytest.fixture
def noor(convention):
    return make_user("Noor", Duty.MODERATOR, convention, language="en")


@pytest.fixture
def told(django_capture_on_commit_callbacks):
    """Collect the topics that are said to have changed inside a ``with``."""
    heard = []
    kinds = (
        QuestionsChanged,
        LineChanged,
        PollsChanged,
        AnnouncementsChanged,
        ChatChanged,
        HandsChanged,
    )
    for kind in kinds:
        listen(kind, heard.append)

    @contextmanager
    def listening():
        topics = set()
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):
            yield topics
        topics.update(topic for event in heard for topic in event.topics)

    yield listening

    for kind in kinds:
        events._listeners[kind].remove(heard.append)
