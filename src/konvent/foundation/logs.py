# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the log may say: neither keys that open something, nor anybody's address."""

from __future__ import annotations

import logging
import re

KEY_IN_ADDRESS = re.compile(
    r"(/account/link/|/password/reset/key/|/ticket/|/door/speaker/)[^/\s'\"?]+"
)
PERSON = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")


class DiscreetFormatter(logging.Formatter):
    """Writes a record down without links that open something, and without e-mail addresses.

    It looks at the finished line: addresses of requests, a mail server's answers and the messages
    of exceptions reach the log on ways that are not ours.
    """

    def format(self, record: logging.LogRecord) -> str:
        return PERSON.sub("…@…", KEY_IN_ADDRESS.sub(r"\1…", super().format(record)))
