# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Makes accounts of staff from the command line, the very first one above all."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.urls import reverse
from django.utils import timezone

from konvent.convention.models import Convention
from konvent.ops.house import bring_up_to_date
from konvent.people.actions.staff import add_user, give_duty
from konvent.people.links import one_time_link
from konvent.people.models import Duty

if TYPE_CHECKING:
    import argparse

NAME = "user"
HELP = "add a member of staff: konvent user add EMAIL --name NAME --duty organiser"


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask who it is and what they do."""
    parser.add_argument("verb", choices=["add"], help="what to do")
    parser.add_argument("email", metavar="EMAIL", help="address they sign in with")
    parser.add_argument("--name", required=True, help="how they are called")
    parser.add_argument(
        "--duty",
        choices=[str(duty) for duty in Duty],
        default=str(Duty.ORGANISER),
        help="what they do (%(default)s)",
    )
    parser.add_argument(
        "--convention", metavar="SLUG", help="only in this convention (default: in all)"
    )
    parser.add_argument("--language", choices=["de", "en"], default="de", help="(%(default)s)")
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(options: argparse.Namespace) -> int:
    """Print the link with which they begin; adding somebody twice adds nobody."""
    try:
        validate_email(options.email)
    except ValidationError:
        return _refuse(f"{options.email} is no e-mail address.")
    bring_up_to_date()
    convention = None
    if options.convention:
        convention = Convention.objects.filter(slug=options.convention).first()
        if convention is None:
            return _refuse(f"There is no convention called {options.convention}.")
    at = timezone.now()
    user = add_user(email=options.email, name=options.name, language=options.language, at=at)
    give_duty(user=user, convention=convention, duty=Duty(options.duty), at=at)
    link = one_time_link(user, then=reverse("people:begin"))
    if options.json:
        sys.stdout.write(json.dumps({"email": user.email, "link": link}) + "\n")
        return 0
    sys.stdout.write(
        f"{user.name} <{user.email}> is {options.duty} in {convention or 'all conventions'}.\n"
        "This link works once, for 24 hours: it leads to a password and a second factor.\n\n"
        f"  {link}\n"
    )
    return 0


def _refuse(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return 1
