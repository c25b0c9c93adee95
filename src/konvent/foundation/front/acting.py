# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The live lane's small writes: ``POST /<convention>/act/<name>``, and the pass of a newcomer.

Who may is decided from the cookie and the gate in memory; only the writer asks the database, for
many at once.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from konvent.foundation.front import friendly, kind_words
from konvent.foundation.front.answers import NO_STORE, as_json, header, redirect
from konvent.foundation.front.doors import way_back
from konvent.foundation.front.paces import Buckets
from konvent.foundation.front.proxy import visitor_of
from konvent.foundation.front.small_bodies import (
    BrokenOffError,
    TooLargeError,
    is_from_here,
    take_in,
)
from konvent.foundation.front.small_posts import whole
from konvent.foundation.front.writer import FullError, NotWrittenError, UncertainError
from konvent.foundation.intents import Intent, Pace
from konvent.foundation.networks import is_this_machine, network_of
from konvent.foundation.refusals import RefusedError
from konvent.foundation.wishes import Body, NotUnderstoodError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from konvent.foundation.front.answers import Answer, Headers
    from konvent.foundation.front.doors import Doors
    from konvent.foundation.front.porter import Porter
    from konvent.foundation.front.small_posts import Reply
    from konvent.foundation.front.uploads import Receive
    from konvent.foundation.front.writer import Answered, Writer
    from konvent.foundation.intents import IntentKind, Participant

SECONDS_TO_WAIT = 10.0
FOR_A_NETWORK = Pace(burst=1_000, per_second=100)
"""A town hall of a thousand people behind one address votes in the same second."""
PASSES_FOR_A_NETWORK = Pace(burst=300, per_second=0.1)
JSON, FORM = b"application/json", b"application/x-www-form-urlencoded"
FIRST_LANGUAGE = "de"
"""For whoever knocks at a convention that is not there."""


class SaidNoError(Exception):
    """It is not done; carries the answer that says why."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer


class ActingLane:
    """Takes in what people want, and answers when it is committed."""

    def __init__(
        self,
        *,
        kinds: Mapping[str, IntentKind],
        writer: Writer,
        porter: Porter,
        doors: Doors,
        public_url: str,
    ) -> None:
        self.kinds = kinds
        self.writer = writer
        self.porter = porter
        self.doors = doors
        self.public_url = public_url
        self.rests: Callable[[IntentKind, str], bool] = lambda _kind, _convention: False
        """Whether intents of a kind are put aside in a convention at the moment."""
        self.people, self.networks, self.newcomers = (Buckets(time.monotonic) for _ in range(3))

    def act(
        self, convention: str, name: str, scope: dict[str, Any], body: bytes | None, reply: Reply
    ) -> None:
        """Do what somebody wants, or say why not."""
        headers = scope["headers"]
        language = self.doors.language(convention, headers) or FIRST_LANGUAGE
        try:
            kind = self._kind(name, scope, language)
            participant = self._participant(kind, convention, headers, language)
            self._keep_pace(kind, convention, participant, scope, language)
            wish = kind.read(Body.parse(whole(body)))
            asked = _Asked(language, reply)
            self.writer.write(kind, Intent(convention, participant, wish), asked.told)
            asked.wait()
        except SaidNoError as no:
            reply(no.answer)
        except RefusedError as error:
            reply(kind_words.refused(error, language))
        except NotUnderstoodError:
            reply(kind_words.refusal(400, "not-understood", language))
        except TooLargeError:
            reply(kind_words.refusal(413, "too-large", language))
        except FullError:
            reply(kind_words.refusal(503, "busy", language))

    def _kind(self, name: str, scope: dict[str, Any], language: str) -> IntentKind:
        kind = self.kinds.get(name)
        if kind is None:
            raise SaidNoError(kind_words.refusal(404, "no-such-act", language))
        headers = scope["headers"]
        is_json = header(headers, b"content-type").partition(b";")[0].strip() == JSON
        if not is_json or not is_from_here(headers, self.public_url):
            raise SaidNoError(kind_words.refusal(403, "elsewhere", language))
        return kind

    def _participant(
        self, kind: IntentKind, convention: str, headers: Headers, language: str
    ) -> Participant:
        holder = self.porter.holder(header(headers, b"cookie"))
        objection = self.porter.objection(kind.access, convention, holder)
        participant = None if holder is None else self.porter.participant(holder, convention)
        if objection or participant is None:
            raise SaidNoError(kind_words.refusal(403, objection or "no-pass", language))
        if self.rests(kind, convention):
            raise SaidNoError(kind_words.refusal(409, "resting", language))
        return participant

    def _keep_pace(
        self,
        kind: IntentKind,
        convention: str,
        participant: Participant,
        scope: dict[str, Any],
        language: str,
    ) -> None:
        who = (convention, participant.key, kind.name)
        wait = self.people.take(who, kind.pace)
        if not wait and (network := _network(scope)):
            wait = self.networks.take_for(network, FOR_A_NETWORK)
        if wait:
            raise SaidNoError(kind_words.too_often(wait, language))

    async def welcome(self, convention: str, scope: dict[str, Any], receive: Receive) -> Answer:
        """Give somebody a pass who takes part without a ticket: they are the same next time.

        A script gets what "who am I" says; a form is led back to where it stands.
        """
        headers = scope["headers"]
        language = self.doors.language(convention, headers) or FIRST_LANGUAGE
        if not self.porter.languages(convention):
            return friendly.page(404)
        if not is_from_here(headers, self.public_url):
            return kind_words.refusal(403, "elsewhere", language)
        try:
            body = await take_in(headers, receive)
            cookie = self._pass(convention, scope, language)
        except SaidNoError as no:
            return no.answer
        except (TooLargeError, BrokenOffError):
            return kind_words.refusal(400, "not-understood", language)
        cookies = [(b"set-cookie", cookie)] if cookie else []
        if header(headers, b"content-type").partition(b";")[0].strip() != FORM:
            return as_json(200, {}, *cookies)
        home = f"/{convention}/"
        named = parse_qs(body.decode("latin-1")).get("next", [home])[0]
        return redirect(way_back(convention, named, home), NO_STORE, *cookies, status=303)

    async def enter(self, convention: str, scope: dict[str, Any]) -> Answer:
        """Give a newcomer a pass, and send them in once more: only who is known can wait."""
        language = self.doors.language(convention, scope["headers"])
        if not language:
            return friendly.page(404)
        try:
            cookie = self._pass(convention, scope, language)
        except SaidNoError:
            return friendly.page(503)
        again = f"/{convention}/my/enter?{scope['query_string'].decode('latin-1')}"
        return redirect(again, NO_STORE, (b"set-cookie", cookie), status=303)

    def _pass(self, convention: str, scope: dict[str, Any], language: str) -> bytes:
        """Return the cookie of a new pass, or nothing for who has a good one."""
        holder = self.porter.holder(header(scope["headers"], b"cookie"))
        if holder is not None and self.porter.participant(holder, convention) is not None:
            return b""
        network = _network(scope)
        wait = self.newcomers.take_for(network, PASSES_FOR_A_NETWORK) if network else 0
        if wait:
            raise SaidNoError(kind_words.too_often(wait, language))
        return self.porter.newcomer(convention)


class _Asked:
    """Somebody who waits for the outcome of what they want, but not for ever."""

    def __init__(self, language: str, reply: Reply) -> None:
        self.language = language
        self.reply = reply
        self.timer: asyncio.TimerHandle | None = None

    def wait(self) -> None:
        """Wait for the outcome, up to a time."""
        loop = asyncio.get_running_loop()
        self.timer = loop.call_later(SECONDS_TO_WAIT, self.told, UncertainError())

    def told(self, answered: Answered) -> None:
        """Say what has become of it."""
        if self.timer is not None:
            self.timer.cancel()
        self.reply(_said(answered, self.language))


def _said(answered: Answered, language: str) -> Answer:
    if isinstance(answered, UncertainError):
        return kind_words.refusal(503, "uncertain", language)
    if isinstance(answered, NotWrittenError):
        return kind_words.refusal(500, "failed", language)
    if isinstance(answered, RefusedError):
        return kind_words.refused(answered, language)
    return as_json(200, answered)


def _network(scope: dict[str, Any]) -> str:
    """Return the visitor's network; nothing when a server on this machine does not tell it."""
    address = visitor_of(scope)
    return "" if is_this_machine(address) else network_of(address)
