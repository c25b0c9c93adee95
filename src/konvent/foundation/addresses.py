# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""E-mail addresses as people type them: such that a letter can be sent there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

if TYPE_CHECKING:
    from typing import Any


def can_be_written_to(email: str) -> bool:
    """Whether the host of an address is one that mail servers can be asked for."""
    try:
        email.rpartition("@")[2].encode("idna")
    except UnicodeError:
        return False
    return True


class AddressField(forms.EmailField):
    """Takes no address to which no letter could ever leave, such as one with signs nobody sees."""

    def clean(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        email: str = super().clean(value)
        if email and not can_be_written_to(email):
            said = self.error_messages.get("invalid", validate_email.message)
            raise ValidationError(said, code="invalid")
        return email
