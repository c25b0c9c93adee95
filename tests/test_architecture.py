# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What import-linter cannot see: HTTP inside rules, upward templates and keys, inline script."""

import ast
import re
import tomllib
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).parents[1]
KONVENT = ROOT / "src/konvent"
LAYERS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][
    0
]["layers"]
PEERS = [frozenset(layer.split(" | ")) for layer in LAYERS]
RANK = {chapter: rank for rank, peers in enumerate(PEERS) for chapter in peers}
DEEDS = {"actions", "queries", "models", "events", "permissions", "topics", "schedule"}
RULES = sorted(
    path
    for path in KONVENT.rglob("*.py")
    if (path.stem in DEEDS or path.parent.name in DEEDS) and "migrations" not in path.parts
)
MODULES = sorted(path for path in KONVENT.rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted(KONVENT.rglob("templates/**/*.html"))
FRAME = {
    f"foundation/templates/foundation/{name}.html"
    for name in ("_header", "_navigation", "_footer", "_me")
}
"""What every page shares: it links to the pages above it, and takes nothing else from them."""
INCLUDES = re.compile(r"""{%\s*(?:extends|include)\s+["'](\w+)/""")
LINKS = re.compile(r"""{%\s*url\s+["'](\w+):""")
INLINE = re.compile(
    r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE
)


def named(path):
    return str(path.relative_to(KONVENT))


def chapter_of(path):
    return path.relative_to(KONVENT).parts[0]


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom):
            yield node.module or ""
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_every_chapter_has_its_place_in_the_order():
    chapters = {path.parent.name for path in KONVENT.glob("*/__init__.py")}

    assert chapters == set(RANK)


@pytest.mark.parametrize("path", RULES, ids=named)
def test_rules_never_see_http(path):
    doors = ("django.http", "django.shortcuts", "django.views", "django.contrib.messages")

    assert [name for name in imports_of(path) if name.startswith(doors)] == []


@pytest.mark.parametrize(
    "path", [p for p in RULES if "actions" in {p.stem, p.parent.name}], ids=named
)
def test_actions_never_read_the_clock(path):
    reads = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in {"now", "utcnow", "today", "localtime"}
    ]

    assert reads == []


@pytest.mark.parametrize("path", sorted(KONVENT.rglob("actions.py")), ids=named)
def test_what_an_action_needs_is_said_by_name(path):
    positional = [
        node.name
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef)
        and not node.name.startswith("_")
        and (node.args.args or node.args.posonlyargs)
    ]

    assert positional == []


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_every_module_opens_with_a_sentence_on_what_it_is(path):
    lines = path.read_text().splitlines()
    sentence = ast.get_docstring(ast.parse(path.read_text())) or ""

    # REUSE-IgnoreStart
    assert lines[:2] == [
        "# SPDX-FileCopyrightText: 2026 the Konvent authors",
        "# SPDX-License-Identifier: EUPL-1.2",
    ]
    # REUSE-IgnoreEnd
    assert sentence.partition("\n\n")[0].endswith((".", ":"))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_reach_only_downwards(path):
    own = chapter_of(path)
    links = set() if named(path) in FRAME else set(LINKS.findall(path.read_text()))
    reached = {*INCLUDES.findall(path.read_text()), *links} & set(RANK) - {own}

    assert {chapter for chapter in reached if RANK[chapter] <= RANK[own]} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_carry_no_script_and_no_style(path):
    found = [
        number
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if INLINE.search(line) and 'type="application/' not in line
    ]

    assert found == []


def test_models_point_only_downwards():
    upward = [
        f"{model.__module__}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("konvent.")
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and field.related_model
        and rank(field.related_model) < rank(model)
    ]

    assert upward == []


def rank(model):
    """How far down the order a model's chapter lies; everything outside Konvent lies below."""
    root, _, rest = model.__module__.partition(".")
    return RANK[rest.partition(".")[0]] if root == "konvent" else len(LAYERS)


def test_only_the_wiring_listens_to_events():
    listeners = [
        named(path)
        for path in MODULES
        if "konvent.foundation.events" in imports_of(path)
        and re.search(r"\blisten\(", path.read_text())
        and path.name != "events.py"
    ]

    assert set(listeners) <= {"config/wiring.py"}
