# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The front's only thread that asks the database; the loop itself never does."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from django.db import close_old_connections

if TYPE_CHECKING:
    from collections.abc import Callable

Result = TypeVar("Result")


class Reader:
    """Runs one question after the other."""

    def __init__(self) -> None:
        self.thread = ThreadPoolExecutor(1, "reader")

    async def ask(self, question: Callable[[], Result]) -> Result:
        """Return the answer; what the question raises is raised here."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.thread, self._run, question)

    @staticmethod
    def _run(question: Callable[[], Result]) -> Result:
        close_old_connections()
        try:
            return question()
        finally:
            close_old_connections()

    def close(self) -> None:
        self.thread.shutdown(wait=False, cancel_futures=True)
