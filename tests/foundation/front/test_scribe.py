# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The front's other half does what it is asked, says what went wrong, and ends with the front."""

from __future__ import annotations

import asyncio
import json
import operator
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import threading

import pytest
from django.db import OperationalError
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from konvent.foundation.front.scribe import Scribe, serve
from konvent.foundation.front.writer import Wanted
from konvent.foundation.intents import KINDS, Intent, Participant
from konvent.foundation.refusals import RefusedError

FORKED = """
import asyncio, json, os, socket, sys
import django; django.setup()
from konvent.foundation.front.scribe import Scribe, fork_scribe, wait_for

async def main(line):
    lost = asyncio.Event()
    scribe = Scribe(line, lost.set)
    number = await scribe.do(os.getpid)
    parent = await scribe.do(os.getppid)
    print(json.dumps([number, parent == os.getpid()]), flush=True)
    if sys.argv[1] == "stays":
        await asyncio.sleep(60)
    os.kill(number, 15)
    assert await scribe.do(os.getpid) == number, "what stops the front does not stop its scribe"
    os.kill(number, 9)
    try:
        await scribe.do(os.getpid)
    except (OSError, EOFError) as gone:
        print(json.dumps([repr(gone), lost.is_set()]), flush=True)

door = socket.create_server(("127.0.0.1", 0))
scribe, line = fork_scribe([door])
asyncio.run(main(line))
wait_for(scribe)
"""


class TooSoonError(RefusedError):
    def __init__(self) -> None:
        super().__init__(_("Please wait"), field="text", code="too-soon")


def refuse():
    raise TooSoonError


def lock():
    raise OperationalError("database is locked")


def grumble():
    class HereOnlyError(Exception):
        """Nothing that another process could know."""

    raise HereOnlyError("no words for it")


class OddError(Exception):
    """Can be packed and not unpacked: the one argument it is given becomes two."""

    def __init__(self, what: str, why: str) -> None:
        super().__init__(f"{what}: {why}")


def stumble():
    raise OddError("door", "it is locked")


@pytest.fixture
def ask():
    """Have deeds done at the other end of a line, in a thread instead of a process."""
    here, there = socket.socketpair()
    other = threading.Thread(target=serve, args=(there,))
    other.start()

    def do(*deeds):
        async def main():
            scribe = Scribe(here.dup(), lost=lambda: None)
            try:
                return await asyncio.gather(*(scribe.do(*deed) for deed in deeds))
            finally:
                scribe.close()

        return asyncio.run(main())

    yield do
    here.close()
    other.join(10)
    there.close()
    assert not other.is_alive()


def test_each_is_answered_with_what_became_of_its_own(ask):
    assert ask(*((operator.mul, n, n) for n in range(50))) == [n * n for n in range(50)]


def test_a_large_batch_goes_through(ask):
    assert ask((len, b"x" * 3_000_000)) == [3_000_000]


def test_what_goes_wrong_is_raised_where_it_was_asked_for(ask):
    with pytest.raises(OperationalError, match="locked"):
        ask((lock,))


@pytest.mark.parametrize(
    ("deed", "words"), [(grumble, "no words for it"), (stumble, "door: it is locked")]
)
def test_what_cannot_be_told_is_told_in_words_and_stands_in_the_log(ask, caplog, deed, words):
    with pytest.raises(RuntimeError, match=words):
        ask((deed,))

    assert words in caplog.text


def test_a_refusal_keeps_its_words_for_every_language(ask):
    with pytest.raises(RefusedError) as refused:
        ask((refuse,))

    assert (refused.value.code, refused.value.field) == ("too-soon", "text")
    with translation.override("de"):
        assert str(refused.value) == str(_("Please wait"))


def test_every_kind_of_intent_can_be_asked_for():
    for kind in KINDS.values():
        wanted = Wanted(kind, Intent("smart", Participant("t1", frozenset({"moderate"})), None))
        assert pickle.loads(pickle.dumps(wanted)) == wanted  # noqa: S301 -- our own


def begin(how):
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "konvent.config.settings.test"}
    return subprocess.Popen(
        [sys.executable, "-c", FORKED, how], env=environment, stdout=subprocess.PIPE, text=True
    )


def test_it_is_a_process_of_its_own_that_only_the_end_of_the_front_ends():
    with begin("ends") as front:
        first, second = (json.loads(line) for line in front.stdout)

    assert first[0] != front.pid
    assert first[1]
    assert second[1]
    assert front.returncode == 0


def test_it_does_not_outlive_a_front_that_is_killed():
    with begin("stays") as front:
        scribe, _is_child = json.loads(front.stdout.readline())
        watch = os.pidfd_open(scribe)
        front.send_signal(signal.SIGKILL)
        ended, _, _ = select.select([watch], [], [], 10)
        os.close(watch)
    assert ended
