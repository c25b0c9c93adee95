# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""No word of a page stays without its German, and none is out of a translator's reach."""

from __future__ import annotations

import gettext
import importlib.util
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Welcome, %(name)s")
ngettext("%(count)d seat", "%(count)d seats", 2)
pgettext("of a stage", "Open")
"""
PAGE = """
{% load i18n %}
  <h1>{% translate "Don't miss it" %}</h1>
    <a title="{% translate 'All days' %}">{{ day|default:_("No day") }}</a>
{% blocktranslate trimmed with stage=name %}
  On stage
  {{ stage }}
{% endblocktranslate %}
"""


@pytest.fixture
def messages(tmp_path, monkeypatch):
    """The tool, at work in a house of one chapter."""
    spec = importlib.util.spec_from_file_location("messages", ROOT / "tools/messages.py")
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    monkeypatch.setattr(tool, "ROOT", tmp_path)
    monkeypatch.setattr(tool, "CHAPTERS", tmp_path / "src")
    return tool


@pytest.fixture
def chapter(tmp_path):
    folder = tmp_path / "src/stage"
    (folder / "templates/stage").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "views.py").write_text(PYTHON)
    (folder / "templates/stage/now.html").write_text(PAGE)
    return folder


def catalogue(chapter):
    return chapter / "locale/de/LC_MESSAGES/django.po"


def translate(chapter, **replaced):
    text = catalogue(chapter).read_text()
    for english, german in {
        "Welcome, %(name)s": "Willkommen, %(name)s",
        "Open": "Geöffnet",
        "Don't miss it": "Nicht verpassen",
        "All days": "Alle Tage",
        "No day": "Kein Tag",
        "On stage %(stage)s": "Auf der Bühne %(stage)s",
        **replaced,
    }.items():
        text = text.replace(
            f'msgid "{english}"\nmsgstr ""', f'msgid "{english}"\nmsgstr "{german}"'
        )
    text = text.replace('msgstr[0] ""', 'msgstr[0] "Ein Platz"')
    text = text.replace('msgstr[1] ""', 'msgstr[1] "%(count)d Plätze"')
    catalogue(chapter).write_text(text)


def test_what_is_not_yet_in_german_is_listed_with_its_place(messages, chapter, capsys):
    assert messages.main(["check"]) == 1

    assert [line.split(": ", 2)[2] for line in capsys.readouterr().out.splitlines()] == [
        "'Welcome, %(name)s'",
        "'%(count)d seat'",
        "'Open'",
        '"Don\'t miss it"',
        "'All days'",
        "'No day'",
        "'On stage %(stage)s'",
    ]


def test_what_has_an_empty_or_a_doubtful_german_is_found(messages, chapter, capsys):
    messages.main(["update"])
    translate(chapter, **{"Open": "", "No day": "Kein Tag?"})
    text = catalogue(chapter).read_text()
    catalogue(chapter).write_text(text.replace('msgid "No day"', '#, fuzzy\nmsgid "No day"'))
    capsys.readouterr()

    assert messages.main(["check"]) == 1

    assert capsys.readouterr().out == (
        "src/stage/views.py:5: no German: 'Open'\n"
        "src/stage/templates/stage/now.html:4: its German is marked as fuzzy: 'No day'\n"
    )


def test_a_complete_catalogue_passes_and_speaks_german(messages, chapter):
    messages.main(["update"])
    translate(chapter)

    assert messages.main(["check"]) == 0
    assert messages.main(["compile"]) == 0
    with catalogue(chapter).with_suffix(".mo").open("rb") as compiled:
        german = gettext.GNUTranslations(compiled)
    assert german.gettext("Don't miss it") == "Nicht verpassen"
    assert german.ngettext("%(count)d seat", "%(count)d seats", 2) == "%(count)d Plätze"
    assert german.pgettext("of a stage", "Open") == "Geöffnet"


def test_updating_again_keeps_every_word_and_changes_nothing(messages, chapter, capsys):
    messages.main(["update"])
    translate(chapter)
    before = catalogue(chapter).read_text()
    capsys.readouterr()

    messages.main(["update"])

    assert catalogue(chapter).read_text() == before
    assert capsys.readouterr().out == ""


def test_a_lost_placeholder_is_found(messages, chapter, capsys):
    messages.main(["update"])
    translate(chapter, **{"Welcome, %(name)s": "Willkommen"})
    capsys.readouterr()

    assert messages.main(["check"]) == 1

    assert capsys.readouterr().out == (
        "src/stage/views.py:3: its German has other placeholders: 'Welcome, %(name)s'\n"
    )


def test_what_nobody_says_any_more_is_found_and_dropped(messages, chapter, capsys):
    messages.main(["update"])
    translate(chapter)
    (chapter / "views.py").write_text("")
    capsys.readouterr()

    assert messages.main(["check"]) == 1
    assert len(capsys.readouterr().out.splitlines()) == 3
    messages.main(["update"])
    assert messages.main(["check"]) == 0


def test_words_that_nobody_can_translate_are_found(messages, chapter, capsys):
    messages.main(["update"])
    translate(chapter)
    (chapter / "templates/stage/now.html").write_text(
        f'{PAGE}\n<p aria-label="Stage">Hello &amp;</p>'
    )
    capsys.readouterr()

    assert messages.main(["check"]) == 1

    assert capsys.readouterr().out == (
        "src/stage/templates/stage/now.html:10: not translatable: 'Stage'\n"
        "src/stage/templates/stage/now.html:10: not translatable: 'Hello'\n"
    )


def test_two_chapters_may_not_say_the_same_in_different_german(messages, chapter, capsys):
    messages.main(["update"])
    translate(chapter)
    other = chapter.parent / "site"
    other.mkdir()
    (other / "__init__.py").write_text("")
    (other / "views.py").write_text('_("No day")\n')
    messages.main(["update"])
    translate(other, **{"No day": "Gar kein Tag"})
    capsys.readouterr()

    assert messages.main(["check"]) == 1

    assert capsys.readouterr().out == "site and stage say 'No day' in different German\n"
