# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What commands need of the house they work in: its tables, and the convention they are about."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils.translation import gettext as _

from konvent.convention.models import Convention
from konvent.foundation.refusals import RefusedError


class NoConventionError(RefusedError):
    """There is no convention to work on."""


def bring_up_to_date() -> None:
    """Make the tables that are missing; where none is, that is known in no time."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0)


def convention_called(slug: str) -> Convention:
    """Return the convention of this name; without a name the one that is shown first."""
    found = Convention.objects.order_by("-is_current", "-pk")
    if slug:
        found = found.filter(slug=slug)
    convention = found.first()
    if convention is None and slug:
        raise NoConventionError(_("There is no convention called %(slug)s.") % {"slug": slug})
    if convention is None:
        raise NoConventionError(_("There is no convention here yet."))
    return convention
