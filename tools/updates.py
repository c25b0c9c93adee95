# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Refuse a migration that breaks the version before it, which still runs while it is made.

What was released is in `tools/released_migrations.txt`; later ones may only widen the tables.
One that does more says in a comment why the version before does not mind:
`# The running version: it never reads this column.`
`python tools/updates.py release` writes down what is there now; do that with each release.
"""

from __future__ import annotations

import inspect
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "konvent.config.settings.test")

import django
from django.db.migrations import operations as made
from django.db.migrations.loader import MigrationLoader

if TYPE_CHECKING:
    from django.db.migrations import Migration
    from django.db.migrations.operations.base import Operation
    from django.db.models import Field

RELEASED = Path(__file__).with_name("released_migrations.txt")
REASON = re.compile(r"^\s*# The running version: \S", re.MULTILINE)
TAKEN_AWAY = (
    *(made.DeleteModel, made.RenameModel, made.AlterModelTable),
    *(made.RemoveField, made.RenameField),
)
FORBIDS_MORE = (made.AddConstraint, made.AlterUniqueTogether)
OPAQUE = (made.RunSQL, made.RunPython, made.SeparateDatabaseAndState)


def objection(operation: Operation, before: Field[Any, Any] | None = None) -> str:
    """Say what the version before would stumble over; nothing if it would not.

    Before is what a field was that is altered.
    """
    if isinstance(operation, TAKEN_AWAY):
        return "takes away, or renames, what is still read"
    if isinstance(operation, FORBIDS_MORE):
        return "forbids what may still be written"
    if isinstance(operation, OPAQUE):
        return "says nothing that could be judged"
    if isinstance(operation, made.AddField):
        return "" if _can_be_left_out(operation.field) else "adds what is not written yet"
    if isinstance(operation, made.AlterField):
        is_wider = before is not None and _is_wider(before, operation.field)
        return "" if is_wider else "may forbid or change what is still written"
    return ""


def _can_be_left_out(field: Field[Any, Any]) -> bool:
    """Whether the database fills in a column that whoever writes a row does not know."""
    return field.null or field.many_to_many or field.has_db_default()


def _is_wider(before: Field[Any, Any], after: Field[Any, Any]) -> bool:
    """Whether everything that fitted into a field still does, and is read as the same."""
    is_as_long = (after.max_length or 0) >= (before.max_length or 0)
    return (
        type(before) is type(after)
        and (after.null or not before.null)
        and (before.unique or not after.unique)
        and (is_as_long or after.max_length is None)
    )


def findings(loader: MigrationLoader, released: frozenset[str]) -> list[str]:
    """Return each step of a later migration that the version before would stumble over."""
    later = [key for key in _ours(loader) if ".".join(key) not in released]
    new = {
        (key[0], step.name_lower)
        for key in later
        for step in loader.get_migration(*key).operations
        if isinstance(step, made.CreateModel)
    }
    return [said for key in later for said in _of_one(loader, key, new)]


def _of_one(loader: MigrationLoader, key: tuple[str, str], new: set[tuple[str, str]]) -> list[str]:
    migration = loader.get_migration(*key)
    if REASON.search(inspect.getsource(sys.modules[type(migration).__module__])):
        return []
    said = []
    for step in migration.operations:
        model = getattr(step, "model_name_lower", getattr(step, "name_lower", ""))
        if (key[0], model) in new:
            continue
        if says := objection(step, _field_before(loader, migration, step)):
            said.append(f"{'.'.join(key)}: {step.describe()}: it {says}")
    return said


def _field_before(
    loader: MigrationLoader, migration: Migration, step: Operation
) -> Field[Any, Any] | None:
    if not isinstance(step, made.AlterField):
        return None
    state = loader.project_state((migration.app_label, migration.name), at_end=False)
    model = state.models.get((migration.app_label, step.model_name_lower))
    return model.fields.get(step.name) if model else None


def _ours(loader: MigrationLoader) -> list[tuple[str, str]]:
    return sorted(
        key
        for key in loader.disk_migrations
        if type(loader.get_migration(*key)).__module__.startswith("konvent.")
    )


def main(arguments: list[str]) -> int:
    django.setup()
    loader = MigrationLoader(None)
    if arguments == ["release"]:
        names = (".".join(key) for key in _ours(loader))
        RELEASED.write_text("\n".join(names) + "\n")
        return 0
    said = findings(loader, frozenset(RELEASED.read_text().split()))
    for line in said:
        print(line)
    if said:
        print("Change tables in two steps: docs/build/README.md, “Recipe: another table”.")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
