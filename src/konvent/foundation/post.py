# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Letters leave beside the request that caused them: a slow mail server tells nobody anything."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.core.mail import EmailMessage

logger = logging.getLogger(__name__)

_postman = ThreadPoolExecutor(max_workers=1, thread_name_prefix="post")
"""One thread: a slow mail server delays letters, never visitors. It ends after its last letter."""


def hand_over(letter: EmailMessage | None) -> None:
    """Take a letter and return at once; no letter takes the same time."""
    _postman.submit(_deliver, letter)


def wait_until_sent() -> None:
    """Return when every letter handed over so far is on its way."""
    _postman.submit(lambda: None).result()


def _deliver(letter: EmailMessage | None) -> None:
    if letter is None:
        return
    try:
        letter.send()
    except OSError:
        logger.exception("A letter could not be sent; the mail server did not take it.")
