# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Secrets at rest, sealed with a key made of the installation's: a stolen table says nothing.

Fields of models that hold what is sealed are called ``sealed_…``: by that name they are found when
a key is to be forgotten.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PURPOSE = b"konvent sealed values"


class CannotUnsealError(Exception):
    """The value was sealed with a key that is no longer known."""


def seal(text: str) -> str:
    """Make a text unreadable without the installation's key."""
    return _keys().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the text again, also when an earlier key sealed it. Raises CannotUnsealError."""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotUnsealError from error


def seal_again(sealed: str) -> str:
    """Return the same with the newest key, so that an earlier one can be forgotten."""
    try:
        return _keys().rotate(sealed.encode()).decode()
    except InvalidToken as error:
        raise CannotUnsealError from error


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str) -> bytes:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=PURPOSE)
    return urlsafe_b64encode(derivation.derive(secret.encode()))
