# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""People who take part without a browser: each with a ticket, a stream, and a voice."""

from __future__ import annotations

import http.client
import json
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import uuid4

from tests.foundation.front.running import Watcher

if TYPE_CHECKING:
    from collections.abc import Callable

PATIENCE = 20
TOPICS = (
    "session/{code}/questions",
    "session/{code}/polls",
    "session/{code}/chat",
    "session/{code}/hands",
    "stage/{room}/reactions",
)


class Guest:
    """Somebody who came in by a ticket link and watches one session at its stage."""

    def __init__(self, link: str, room: str, code: str) -> None:
        parts = urlsplit(link)
        self.port, self.slug, self.room, self.code = parts.port, link.split("/")[3], room, code
        status, headers, _body = self._ask("GET", parts.path)
        assert status == 303, headers
        self.cookie = headers["set-cookie"].partition(";")[0]
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        topics = ",".join(TOPICS).format(code=code, room=room)
        said = {"cookie": self.cookie}
        self.stream = Watcher(connection, f"/{self.slug}/live?topics={topics}", said)

    def _ask(
        self, method: str, path: str, body: dict[str, Any] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        said = {"Content-Type": "application/json", "Sec-Fetch-Site": "same-origin"}
        said |= {"Cookie": self.cookie} if body is not None else {}
        connection.request(method, path, json.dumps(body) if body is not None else None, said)
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        content = answer.read()
        connection.close()
        return answer.status, headers, content

    def act(self, name: str, /, **wish: object) -> dict[str, Any]:
        """Do something, as the script of a page does it."""
        status, _headers, content = self._ask("POST", f"/{self.slug}/act/{name}", wish)
        assert status == 200, content
        said: dict[str, Any] = json.loads(content)
        return said

    def do_everything(self, name: str, question: int, poll: int, choice: int) -> None:
        """Ask, support, answer the poll, chat, applaud and raise a hand."""
        here = {"session": self.code}
        asked = {"key": str(uuid4()), "text": f"What does {name} want to know?", "name": name}
        self.act("ask-question", **here, **asked, sure=True)
        self.act("back-question", **here, question=question, on=True)
        self.act("answer-poll", **here, poll=poll, choices=[str(choice)])
        place = {"kind": "session", "place": self.code, "reply": 0}
        self.act("say", **place, key=str(uuid4()), text=f"{name} is here", name=name)
        self.act("react", room=self.room, kind="applause", times=2)
        self.act("raise-hand", **here, name=name)

    @property
    def sees(self) -> dict[str, Any]:
        """What the stream has said so far, by topic."""
        return self.stream.states

    def until(self, is_so: Callable[[dict[str, Any]], bool]) -> None:
        """Read on until it is so."""
        while not is_so(self.sees):
            self.stream.next()

    def leave(self) -> None:
        self.stream.leave()
