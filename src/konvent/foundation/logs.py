# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the log may say: neither keys that open something, nor anybody's address."""

from __future__ import annotations

import logging
import re
import time

KEY_IN_ADDRESS = re.compile(r"(/account/link/|/password/reset/key/|/ticket/)[^/\s'\"?]+")
PERSON = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
LINE = "{asctime} {levelname} {name} {message}"


class DiscreetFormatter(logging.Formatter):
    """Writes a record down without sign-in links, ticket links and e-mail addresses.

    It looks at the finished line: addresses of requests, a mail server's answers and the messages
    of exceptions reach the log on ways that are not ours. Moments are in UTC: some parts of an
    installation live in the convention's zone, others in the machine's, and they share one log.
    """

    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        return PERSON.sub("…@…", KEY_IN_ADDRESS.sub(r"\1…", super().format(record)))


def write_log(level: str) -> None:
    """Write this process's log to stderr as the rest of the installation does; needs no Django."""
    handler = logging.StreamHandler()
    handler.setFormatter(DiscreetFormatter(LINE, style="{"))
    logging.basicConfig(handlers=[handler], level=level)
