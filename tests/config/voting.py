# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Many people who vote at once, and ask again as a browser does when they hear no answer."""

from __future__ import annotations

import http.client
import json
import threading
import time
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING

from tests.foundation.front.running import eventually

if TYPE_CHECKING:
    from collections.abc import Sequence

AT_ONCE = 12
HIGHEST = 5_000
PAUSE = 0.05

PREPARE = """
from uuid import uuid4
from django.utils import timezone
from tests.factories import make_world, publish
from konvent.audience.actions.asking import ask_questions
from konvent.audience.models import Floor, QuestionDefaults
from konvent.audience.wishes import Ask
from konvent.convention.models import Convention
from konvent.foundation.intents import Intent, Participant, apply_one
world = Convention.objects.filter(slug="smart-2026").first()
if world is None:
    world = make_world()
    publish(world, timezone.now())
code = world.sessions.get(title__en="Compilers for cities").code
QuestionDefaults.objects.create(convention=world, moderation="after")
Floor.objects.create(convention=world, session_code=code, taking="open")
asked = Intent("smart-2026", Participant("t0"), Ask(code, uuid4(), "When?", is_sure=True))
apply_one(ask_questions, asked, at=timezone.now())
print(code)
"""
PASSES = f"""
import time
from konvent.registration.tickets import COOKIE, Pass, sign
for number in range(1, {HIGHEST}):
    print(COOKIE + "=" + sign("pass", Pass("smart-2026", "t", number, int(time.time()) + 3600)))
"""
COUNT = """
from konvent.audience.models import Question, Support
from konvent.audience.persons import person_of
supporters = list(Support.objects.values_list("person", flat=True))
keys = {{person_of("smart-2026", f"t{{number}}") for number in {acknowledged}}}
print(len(supporters), len(set(supporters)), len(keys - set(supporters)))
print(Question.objects.get().supports)
"""


class Voters:
    """So many threads, each of which votes for one person after the other."""

    def __init__(self, port: int, code: str, passes: Sequence[str]) -> None:
        self.port = port
        self.passes = passes
        self.body = json.dumps({"session": code, "question": 1}).encode()
        self.numbers = count(1)
        self.acknowledged: list[int] = []
        self.strange: list[tuple[int, bytes]] = []
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self._vote) for _ in range(AT_ONCE)]
        for thread in self.threads:
            thread.start()

    def _vote(self) -> None:
        while not self.is_over.is_set():
            number = next(self.numbers)
            while not self._ask(number) and not self.is_over.is_set():
                time.sleep(PAUSE)

    def _ask(self, number: int) -> bool:
        """Vote; say whether that is settled. A person who is not answered asks again."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        said = {
            "Content-Type": "application/json",
            "Sec-Fetch-Site": "same-origin",
            "Cookie": self.passes[number - 1],
        }
        with suppress(OSError, http.client.HTTPException):
            connection.request("POST", "/smart-2026/act/back-question", self.body, said)
            answer = connection.getresponse()
            content = answer.read()
            if answer.status == 200:
                self.acknowledged.append(number)
                connection.close()
                return True
            if answer.status not in {502, 503}:
                self.strange.append((answer.status, content))
        connection.close()
        return False

    def more(self, votes: int) -> None:
        """Return when so many more have been acknowledged."""
        goal = len(self.acknowledged) + votes
        eventually(lambda: len(self.acknowledged) >= goal, f"{goal} votes", 60)

    def end(self) -> list[int]:
        """Let everybody finish what they have begun, and return who was acknowledged."""
        self.is_over.set()
        for thread in self.threads:
            thread.join(30)
        assert self.strange == []
        return sorted(self.acknowledged)
