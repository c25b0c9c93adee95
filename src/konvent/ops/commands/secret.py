# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Changes the key that signs tickets, without locking anybody out."""

from __future__ import annotations

import json
import secrets
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from konvent.audience.actions.renaming import name_persons_anew
from konvent.foundation.media.index import write_whole
from konvent.ops.actions import seal_everything_again
from konvent.ops.house import bring_up_to_date
from konvent.registration.models import Ticket

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

NAME = "secret"
HELP = "change the key that signs tickets: konvent secret new, later konvent secret forget"
UNTIL_THEN = (
    "A house that runs knows people by the earlier one until it is started again: what is voted "
    "meanwhile is lost to the new one, so do it now."
)
RESTART = "Restart Konvent for it to take effect: systemctl restart konvent"


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask what to do."""
    parser.add_argument(
        "verb",
        choices=["new", "forget"],
        help="new: sign with a new key and accept the earlier ones; forget: accept the newest only",
    )
    parser.add_argument(
        "--force", action="store_true", help="forget although tickets stop working with that"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(options: argparse.Namespace) -> int:
    """Change the keys; return 1 when that is not possible. No key is ever printed."""
    file: Path = settings.DATA / "secret.key"
    keys = file.read_text().split() if file.is_file() else []
    if settings.SECRET_KEY not in keys:
        keys = []
    named = [key for key in settings.SECRET_KEY_FALLBACKS if key not in keys]
    if options.verb == "forget" and (keys or named):
        return _forget(options, file, keys, named)
    if not keys:
        return _refuse(
            "The key comes from KONVENT_SECRET_KEY. Give it another value, and put the old one "
            "first into KONVENT_SECRET_KEY_FALLBACKS."
        )
    write_whole(file, "".join(f"{key}\n" for key in [secrets.token_urlsafe(50), *keys]))
    return _say(options, "New tickets are signed with a new key; earlier ones stay good.", keys)


def _forget(options: argparse.Namespace, file: Path, keys: list[str], named: list[str]) -> int:
    """Accept the newest key only; the operator takes those away that the own settings name.

    As long as those are there, people are known by the earliest, and would be somebody new.
    """
    bring_up_to_date()
    waiting = _signed_before(timezone.now() if named else _newest_since(file))
    if waiting and (named or keys[1:]) and not options.force:
        return _refuse(
            f"{waiting} tickets that are still good {'may have been' if named else 'were'} signed "
            "with an earlier key and would stop working. Wait until they are over, or say --force."
        )
    _write_under_the_newest()
    if keys:
        write_whole(file, f"{keys[0]}\n")
    if not named:
        return _say(options, f"Only the newest key is accepted. {UNTIL_THEN}", [])
    return _say(
        options,
        "What people asked, said and voted is kept under the newest key. Take the earlier ones out "
        "of KONVENT_SECRET_KEY_FALLBACKS now: as long as they are there, people can vote again.",
        named,
    )


def _write_under_the_newest() -> None:
    seal_everything_again()
    name_persons_anew()


def _newest_since(file: Path) -> datetime:
    """Return when the newest key came into use: a house signs with those that it began with."""
    written, lock = file.stat().st_mtime, settings.DATA / "serve.lock"
    began = lock.stat().st_mtime if lock.exists() else written
    return datetime.fromtimestamp(began, UTC) if began >= written else timezone.now()


def _signed_before(moment: datetime) -> int:
    """Count the tickets in force that are older than the newest key."""
    return Ticket.objects.valid(timezone.now()).filter(issued_at__lt=moment).count()


def _say(options: argparse.Namespace, what: str, earlier: list[str]) -> int:
    answer = {"earlier_keys": len(earlier), "restart_needed": True}
    sys.stdout.write(f"{json.dumps(answer)}\n" if options.json else f"{what}\n{RESTART}\n")
    return 0


def _refuse(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return 1
