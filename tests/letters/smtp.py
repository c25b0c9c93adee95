# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A mail server that really answers, as kindly or unkindly as a test wants it."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

logging.getLogger("mail.log").setLevel(logging.WARNING)  # it tells of every connection


class MailHouse:
    """Takes letters into ``taken``, and says to an address what ``answers`` says."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.taken: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.answer_to_letters = "250 OK"

    async def handle_RCPT(  # noqa: N802 -- aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 -- aiosmtpd's name
        if self.answer_to_letters.startswith("250"):
            self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answer_to_letters

    def letters_to(self, address: str) -> list[EmailMessage]:
        """Return what this address got so far."""
        return [letter for letter in list(self.taken) if letter["to"] == address]

    @property
    def recipients(self) -> list[str]:
        return [str(letter["to"]) for letter in self.taken]


@contextmanager
def mail_house(port: int) -> Iterator[MailHouse]:
    """Keep such a server open on this machine."""
    house = MailHouse(port)
    controller = Controller(house, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield house
    finally:
        controller.stop(no_assert=True)
