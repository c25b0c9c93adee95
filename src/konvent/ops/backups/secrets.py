# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The secrets of a backup: apart from everything else, and sealed when there is a passphrase."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode, urlsafe_b64encode
from hashlib import scrypt
from typing import TYPE_CHECKING

from cryptography.fernet import Fernet, InvalidToken

from konvent.ops.backups.manifest import BackupError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

OPEN, SEALED = "secrets.json", "secrets.sealed"
KEY, VARIABLES = "secret_key", "variables"
SHORTEST = 12
COST = {"n": 2**15, "r": 8, "p": 1}
MEMORY = 64 << 20


def gather(data: Path, environment: Mapping[str, str] = os.environ) -> dict[str, object]:
    """Return the key that signs, and every setting that the operator made."""
    file = data / "secret.key"
    ours = {name: value for name, value in environment.items() if name.startswith("KONVENT_")}
    return {KEY: file.read_text().strip() if file.is_file() else "", VARIABLES: ours}


def write_secrets(folder: Path, secrets: Mapping[str, object], passphrase: str) -> None:
    """Write them for their owner's eyes only; without a passphrase as they are."""
    text = json.dumps(secrets)
    if not passphrase:
        write_privately(folder / OPEN, text)
        return
    salt = os.urandom(16)
    sealed = Fernet(_key(passphrase, salt)).encrypt(text.encode()).decode()
    content = {"kdf": "scrypt", **COST, "salt": b64encode(salt).decode(), "sealed": sealed}
    write_privately(folder / SEALED, json.dumps(content))


def read_secrets(folder: Path, passphrase: str) -> tuple[str, dict[str, str]]:
    """Return the key and the settings; of a sealed backup only to whoever has the passphrase."""
    if (folder / OPEN).is_file():
        secrets = json.loads((folder / OPEN).read_text())
    elif (folder / SEALED).is_file():
        secrets = json.loads(_unsealed(json.loads((folder / SEALED).read_text()), passphrase))
    else:
        return "", {}
    return secrets[KEY], secrets[VARIABLES]


def read_passphrase(file: Path | None) -> str:
    """Return the first line of the operator's file."""
    if file is None:
        return ""
    try:
        passphrase = (file.read_text().splitlines() or [""])[0].strip()
    except (OSError, UnicodeDecodeError):
        raise BackupError(f"The passphrase in {file} cannot be read.") from None
    if len(passphrase) < SHORTEST:
        raise BackupError(
            f"The passphrase in {file} is too short: take {SHORTEST} characters or more."
        )
    return passphrase


def write_privately(file: Path, text: str) -> None:
    """Write a file that nobody else may read, not even for a moment."""
    with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:  # noqa: PTH123 -- only open() takes a descriptor
        opened.write(text)


def _unsealed(content: dict[str, str], passphrase: str) -> bytes:
    if not passphrase:
        raise BackupError(
            "The secrets of this backup are sealed: name the file with its passphrase, "
            "--passphrase-file FILE."
        )
    try:
        key = _key(passphrase, b64decode(content["salt"]))
        return Fernet(key).decrypt(content["sealed"])
    except InvalidToken:
        raise BackupError("This is not the passphrase of this backup.") from None


def _key(passphrase: str, salt: bytes) -> bytes:
    return urlsafe_b64encode(
        scrypt(passphrase.encode(), salt=salt, dklen=32, maxmem=MEMORY, **COST)
    )
