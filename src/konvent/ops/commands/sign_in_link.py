# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Makes a link that signs one member of staff in, once."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from konvent.ops.house import bring_up_to_date
from konvent.people.links import one_time_link
from konvent.people.models import User

if TYPE_CHECKING:
    import argparse

NAME = "sign-in-link"
HELP = "make a link that signs a member of staff in once, within 24 hours"


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask for whom."""
    parser.add_argument("email", metavar="EMAIL", help="address of the member of staff")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(options: argparse.Namespace) -> int:
    """Print the link; return 1 when there is no such account."""
    bring_up_to_date()
    user = User.objects.filter(email__iexact=options.email, is_active=True).first()
    if user is None:
        return _refuse(
            f"Nobody here has the address {options.email}. "
            f"Make an account first: konvent user add {options.email} --name NAME"
        )
    link = one_time_link(user)
    answer = json.dumps({"email": user.email, "link": link}) if options.json else link
    sys.stdout.write(f"{answer}\n")
    return 0


def _refuse(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return 1
