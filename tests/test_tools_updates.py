# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Migrations leave what the version before reads and writes: for a moment both run."""

import pytest
from django.db import models
from django.db.migrations import operations as made
from django.db.migrations.loader import MigrationLoader
from tests.test_tools import program

updates = program("tools/updates.py")
WORDS = models.CharField(max_length=100)
REFUSED = {
    "takes a table away": made.DeleteModel("Poll"),
    "calls it otherwise": made.RenameModel("Poll", "Survey"),
    "takes a column away": made.RemoveField("poll", "most"),
    "calls one otherwise": made.RenameField("poll", "most", "limit"),
    "adds one that nobody fills in": made.AddField("poll", "name", models.CharField(default="")),
    "forbids what is written": made.AddConstraint(
        "poll", models.CheckConstraint(condition=models.Q(most=1), name="one")
    ),
    "says what nobody can judge": made.RunSQL("SELECT 1"),
}
TAKEN = {
    "adds a table": made.CreateModel("Survey", []),
    "adds a column that may be empty": made.AddField(
        "poll", "name", models.CharField(max_length=100, null=True)
    ),
    "adds one that the database fills in": made.AddField(
        "poll", "name", models.CharField(max_length=100, db_default="")
    ),
    "makes reading faster": made.AddIndex("poll", models.Index(fields=["most"], name="by_most")),
    "allows more": made.RemoveConstraint("poll", "one"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_the_version_before_stumbles_over_is_refused(what):
    assert updates.objection(REFUSED[what])


@pytest.mark.parametrize("what", TAKEN)
def test_what_only_widens_a_table_is_taken(what):
    assert updates.objection(TAKEN[what]) == ""


@pytest.mark.parametrize(
    ("after", "is_taken"),
    [
        (models.CharField(max_length=200), True),
        (models.CharField(max_length=100, null=True, help_text="new words"), True),
        (models.CharField(max_length=50), False),
        (models.CharField(max_length=100, unique=True), False),
        (models.TextField(), False),
    ],
)
def test_a_field_may_become_wider_and_not_narrower(after, is_taken):
    assert (updates.objection(made.AlterField("poll", "name", after), WORDS) == "") is is_taken


@pytest.fixture
def migrations(settings):
    """All of them, also where the tests' own database is made without."""
    settings.MIGRATION_MODULES = {}


@pytest.mark.usefixtures("migrations")
def test_a_later_migration_is_held_to_it_unless_it_says_why_not():
    loader = MigrationLoader(None)
    released = frozenset(".".join(key) for key in updates._ours(loader))

    found = updates.findings(loader, released - {"audience.0008_line_names"})

    assert updates.findings(loader, released) == []
    assert len(found) == 1
    assert found[0].startswith("audience.0008_line_names: Add field name to linemessage")
    assert updates.REASON.search("# The running version: it never writes this table.")
    assert not updates.REASON.search("# The running version:")


@pytest.mark.usefixtures("migrations")
def test_what_is_new_itself_is_changed_as_one_likes():
    loader = MigrationLoader(None)
    released = frozenset(".".join(key) for key in updates._ours(loader))

    later = {name for name in released if name.startswith("audience.")}

    assert updates.findings(loader, released - later) == []
