# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the log may say: neither keys that open something, nor anybody's address."""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any

KEY_IN_ADDRESS = re.compile(
    r"(/account/link/|/password/reset/key/|/ticket/|/door/speaker/|/my/(?:confirm|registered)/)"
    r"[^/\s'\"?]+"
)
TOKEN = re.compile(r"\b[\w-]+~[a-z]~\d+~\d+(?:~[a-z])?\.[\w-]+")
"""A ticket or a pass, wherever it stands."""
PERSON = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
MACHINE = re.compile(
    r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)"
    r"|(?<![\w:.])[0-9a-fA-F]*:[0-9a-fA-F]*:[0-9a-fA-F:.]*(?!\w)"
)
"""What may be the address of somebody's machine, in both versions."""


def discreet(text: str) -> str:
    """Return a text without keys, tickets, and addresses of people and of their machines."""
    text = PERSON.sub("…@…", TOKEN.sub("…", KEY_IN_ADDRESS.sub(r"\1…", text)))
    return MACHINE.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    """Hide an address, but neither the time of day nor this machine."""
    said = found[0].rstrip(".:") if not found[0].endswith("::") else found[0]
    try:
        is_here = ip_address(said).is_loopback or ip_address(said).is_unspecified
    except ValueError:
        return found[0]
    return found[0] if is_here else "…" + found[0][len(said) :]


class DiscreetFormatter(logging.Formatter):
    """Writes a record down without whatever opens something or says who it was.

    It looks at the finished line: addresses of requests, a mail server's answers and the messages
    of exceptions reach the log on ways that are not ours.
    """

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))


class JsonFormatter(DiscreetFormatter):
    """The same as one line of JSON, for those who collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        facts: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": discreet(record.getMessage()),
            "process": record.process,
        }
        if record.exc_info and record.exc_info[0]:
            facts["error"] = record.exc_info[0].__name__
            facts["trace"] = discreet(self.formatException(record.exc_info))
        return json.dumps(facts, ensure_ascii=False)


class InALine(logging.Filter):
    """Says in one line what a stranger asked for that nobody may, such as a foreign host's name.

    Anybody can ask so, as often as they like: it is no error of ours, and has no trace to look at.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = record.exc_text = None
        return True


FORMATTERS = {
    "plain": {
        "()": f"{__name__}.{DiscreetFormatter.__name__}",
        "fmt": "{asctime} {levelname} {name} {message}",
        "style": "{",
    },
    "json": {"()": f"{__name__}.{JsonFormatter.__name__}"},
}


def written_as(form: str, level: str, *loggers: str) -> dict[str, Any]:
    """Return the configuration of logging: to the standard error output, in this form."""
    own = {"handlers": ["stderr"], "level": level.upper(), "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"chosen": FORMATTERS.get(form, FORMATTERS["plain"])},
        "filters": {"in_a_line": {"()": f"{__name__}.{InALine.__name__}"}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": "chosen",
                "filters": ["in_a_line"],
            }
        },
        "loggers": {name: dict(own) for name in loggers},
        "root": {"handlers": ["stderr"], "level": level.upper()},
    }
