# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What stands in the house."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from bench.ports import free_ports
from konvent.audience.actions.asking import ask_questions
from konvent.audience.models import Floor, Moderation, QuestionDefaults, Taking
from konvent.audience.wishes import Ask
from konvent.convention.models import Convention, Day, StageAccess
from konvent.foundation.intents import Intent, Participant, apply_one
from konvent.foundation.texts import Text
from konvent.library.models import Recording, RecordingRules
from konvent.programme.actions import publish_version
from konvent.programme.models import Room, Session
from konvent.stage.actions import choose_quality, open_srt_source, put_on_stage
from konvent.stage.models import Quality

ROOM, SESSION = "stage", "VOTE01"


def furnish_plainly() -> str:
    """Put in a convention without a programme: enough for whoever only watches the clock."""
    return Convention.objects.create(
        slug="bench",
        title=Text({"de": "Messung", "en": "Measurement"}),
        languages=["de", "en"],
        is_current=True,
    ).slug


def furnish_with_session() -> str:
    """Put in a session that is over but takes questions still, and one question.

    Its stage has no picture any more, so that no encoder shares the core.
    """
    begin = timezone.now().replace(hour=10, minute=0) - timedelta(days=4)
    convention = Convention.objects.get(slug=furnish_plainly())
    convention.stage_access = StageAccess.OPEN
    convention.save()
    Day.objects.create(
        convention=convention,
        date=begin.date(),
        starts_at=begin,
        ends_at=begin + timedelta(hours=2),
    )
    names = Text({"de": "Bühne", "en": "Stage"})
    room = Room.objects.create(convention=convention, slug=ROOM, name=names, has_picture=True)
    Session.objects.create(
        convention=convention,
        code=SESSION,
        slug="session",
        title=names,
        room=room,
        starts_at=begin,
    )
    publish_version(convention=convention, at=begin)
    QuestionDefaults.objects.create(convention=convention, moderation=Moderation.AFTER)
    Floor.objects.create(convention=convention, session_code=SESSION, taking=Taking.OPEN)
    asked = Ask(SESSION, uuid4(), "Wann ist das Amt geöffnet?", is_sure=True)
    intent = Intent(convention.slug, Participant("t0"), asked)
    apply_one(ask_questions, intent, at=timezone.now())
    return convention.slug


def furnish_as_demo() -> str:
    """Put in the reference convention, without pictures: encoders would share the core."""
    from konvent.ops.demo.opening import prepare  # noqa: PLC0415 -- slow import

    prepare(now=timezone.now(), tell=lambda _sentence: None)
    Room.objects.update(has_picture=False)
    return Convention.objects.listed()[0].slug


def furnish_with_stages(count: int, quality: str) -> list[tuple[str, int, str]]:
    """Put in a convention of today with so many stages; return where encoders send to."""
    convention = Convention.objects.get(slug=furnish_plainly())
    now = timezone.now()
    convention.stage_access = StageAccess.OPEN
    convention.save()
    RecordingRules.objects.create(convention=convention, are_published_at_once=True)
    begin = now - timedelta(hours=1)
    convention.days.create(date=begin.date(), starts_at=begin, ends_at=now + timedelta(hours=9))
    stages = []
    settings.SRT_PORTS = free_ports(count)
    for number in range(1, count + 1):
        name = Text({"en": f"Stage {number}"})
        room = convention.rooms.create(slug=f"stage-{number}", name=name, has_picture=True)
        source, passphrase = open_srt_source(room=room, role="primary", at=now, by=None)
        choose_quality(room=room, quality=Quality(quality), at=now, by=None)
        Session.objects.create(
            convention=convention,
            code=f"TALK0{number}",
            slug=f"talk-{number}",
            title=name,
            room=room,
            starts_at=begin,  # over by the programme, so that only a hand puts it on
        )
        stages.append((room.slug, source.port, passphrase))
    publish_version(convention=convention, at=now)
    return stages


def put_session_on(slug: str) -> None:
    """Let a stage's session begin."""
    room = Room.objects.get(slug=slug)
    put_on_stage(room=room, session=room.sessions.get(), at=timezone.now(), by=None)


def end_session_on(slug: str) -> None:
    """Let a stage's session end."""
    put_on_stage(room=Room.objects.get(slug=slug), session=None, at=timezone.now(), by=None)


def recording_address(slug: str) -> str:
    """Return where the recording of a stage's session is, as soon as there is one."""
    code = Session.objects.get(room__slug=slug).code
    return Recording.objects.get(session_code=code).address


CONTENTS = {
    "plain": furnish_plainly,
    "session": furnish_with_session,
    "demo": furnish_as_demo,
}
