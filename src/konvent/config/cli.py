# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The ``konvent`` command."""

from __future__ import annotations

import argparse
import os
import sys


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return its exit code (0 done, 1 not done, 2 misunderstood)."""
    parser = argparse.ArgumentParser(prog="konvent", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("manage", help="Django's own commands", add_help=False)
    known, rest = parser.parse_known_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konvent.config.settings.production")
    if known.command == "manage":
        from django.core.management import execute_from_command_line  # noqa: PLC0415 -- slow import

        execute_from_command_line(["konvent manage", *rest])
    return 0


if __name__ == "__main__":
    sys.exit(main())
