# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an action says when it cannot be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class RefusedError(Exception):
    """The action was not done; the message is fit to be shown, beside ``field`` if there is one."""

    def __init__(
        self, message: StrOrPromise, *, field: str | None = None, code: str = "refused"
    ) -> None:
        super().__init__(message)
        self.message = message
        self.field = field
        self.code = code
        """What a script can tell it by; the message is for people, and in their language."""

    def __str__(self) -> str:
        return str(self.message)

    def __reduce__(self) -> tuple[object, ...]:
        """Between processes the words matter and the code, and no longer which rule it was."""
        return _again, (self.message, self.field, self.code)


def _again(message: StrOrPromise, field: str | None, code: str) -> RefusedError:
    return RefusedError(message, field=field, code=code)
