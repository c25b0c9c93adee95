# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The documentation says what there is, all of it, and nothing else."""

import argparse
import re
from functools import cache
from importlib import import_module
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

import pytest
from babel.messages.pofile import read_po

from konvent.config.cli import DJANGO, find_commands
from konvent.config.environment import Environment

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("deploy/*.md")])
LINK = re.compile(r"(?<!\\)\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
ITEM, ROW = (re.compile(rf"^ *({mark})", re.MULTILINE) for mark in (r"- |\d+\. ", r"\|"))
HANDBOOKS = sorted([*ROOT.glob("docs/use/**/*.md"), *ROOT.glob("docs/run/*.md")])
WAY = re.compile(r"\*+([^*\n]+ → [^*]+)\*+")
OF_OTHER_PROGRAMS = re.compile(r"(Settings|Einstellungen) →|→ \+ →")


def named(path):
    return str(path.relative_to(ROOT))


def prose(page):
    """The page without code, where brackets mean something else."""
    return re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def anchors(page):
    """The fragments by which a page's headings are reached."""
    return {
        re.sub(r"[^\w\- ]", "", heading.replace("`", "").lower()).strip().replace(" ", "-")
        for heading in HEADING.findall(prose(page))
    }


def test_every_setting_is_documented_and_nothing_else():
    text = (ROOT / "docs/run/settings.md").read_text()
    documented = set(re.findall(r"^\| `(KONVENT_\w+)`", text, re.MULTILINE))

    assert documented == {f"KONVENT_{name.upper()}" for name in Environment.model_fields}


def test_no_page_names_a_setting_that_does_not_exist():
    known = {f"KONVENT_{name.upper()}" for name in Environment.model_fields}
    ours = {"KONVENT_CHROMIUM", "KONVENT_TEST_POSTGRES_URL"}  # read by dev.py and the tests
    ours.add("KONVENT_HOST")  # read by compose.yaml

    named_in = {name for page in PAGES for name in re.findall(r"KONVENT_\w+", page.read_text())}
    assert named_in - known - ours == set()


def test_every_command_is_documented_once_and_nothing_else():
    text = (ROOT / "docs/run/commands.md").read_text()
    documented = re.findall(r"^## `konvent ([\w-]+)`", text, re.MULTILINE)

    assert sorted(documented) == sorted([DJANGO, *(command.name for command in find_commands())])


@pytest.mark.parametrize("command", find_commands(), ids=lambda command: command.name)
def test_every_option_of_a_command_is_documented_with_it(command):
    text = (ROOT / "docs/run/commands.md").read_text()
    part = text.partition(f"## `konvent {command.name}`")[2].partition("\n## ")[0]
    parser = argparse.ArgumentParser()
    import_module(command.module).configure(parser)

    options = {option for action in parser._actions for option in action.option_strings}
    hidden = {"-h", "--help", "--data", "--parent", "--listening"}
    assert {option for option in options - hidden if option not in part} == set()


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_links_lead_somewhere(page):
    broken = []
    for target in LINK.findall(prose(page)):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        path, _, fragment = unquote(target).partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (fragment and fragment not in anchors(there)):
            broken.append(target)

    assert broken == []


@pytest.mark.parametrize("page", sorted(ROOT.glob("docs/use/*.md")), ids=named)
def test_a_handbook_has_in_german_what_it_has_in_english(page):
    english, german = (prose(book) for book in (page, page.parent / "de" / page.name))

    for mark in (HEADING, ITEM, ROW):
        assert len(mark.findall(german)) == len(mark.findall(english))


@cache
def words_of_pages(language):
    """Whatever the pages may say, without what is filled in."""
    catalogues = [
        read_po(BytesIO(path.read_bytes())) for path in ROOT.glob("src/konvent/*/locale/de/*/*.po")
    ]
    said = [
        message.id if language == "en" else message.string for po in catalogues for message in po
    ]
    texts = [text for item in said for text in ([item] if isinstance(item, str) else item)]
    return {re.sub(r"%\(\w+\)\w.*", "…", text).casefold() for text in texts}


@pytest.mark.parametrize("page", HANDBOOKS, ids=named)
def test_ways_through_the_pages_are_called_as_the_pages_call_them(page):
    words = words_of_pages("de" if page.parent.name == "de" else "en")
    ways = [way for way in WAY.findall(prose(page)) if not OF_OTHER_PROGRAMS.search(way)]
    steps = [" ".join(step.split()) for way in ways for step in way.split(" → ") if step.strip()]

    assert [step for step in steps if step.casefold() not in words] == []


def test_every_file_around_konvent_is_explained():
    explained = "".join(page.read_text() for page in ROOT.glob("docs/run/*.md"))
    files = [path for path in ROOT.glob("deploy/*/**/*") if path.is_file()]

    assert [named(path) for path in files if path.stem not in explained] == []


def test_pictures_are_small_enough_to_clone():
    assert [
        named(picture) for picture in ROOT.glob("docs/images/*") if picture.stat().st_size > 200_000
    ] == []


def test_readmes_are_there_in_both_languages():
    english, german = (ROOT / "README.md").read_text(), (ROOT / "README.de.md").read_text()

    assert "README.de.md" in english
    assert "README.md" in german


def test_each_decision_has_a_number_of_its_own():
    numbers = sorted(file.name.partition("-")[0] for file in (ROOT / "docs/decisions").glob("*.md"))

    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
