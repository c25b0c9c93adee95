# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Keep the German words of every chapter complete.

update [CHAPTER …]   adds what is new to the catalogues and drops what is gone
check                says what is missing, and which words nobody could translate
compile              makes the .mo files that the product reads
"""

from __future__ import annotations

import io
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from babel.messages.catalog import Message

ROOT = Path(__file__).resolve().parent.parent
CHAPTERS = ROOT / "src/konvent"
LANGUAGE = "de"
CHANGING_HEADERS = ("Project-Id", "Report-", "POT-", "PO-", "Last-", "Language-Team", "Generated-")

CALLS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sdi]|\{\w*\}")

# What stands in a template and is no word of a page: tags, comments, scripts, translated blocks.
NO_WORDS = re.compile(
    r"{%\s*(blocktrans\w*|comment|verbatim).*?%}.*?{%\s*end(blocktrans\w*|comment|verbatim)\s*%}"
    r"|{#.*?#}|{%.*?%}|{{.*?}}"
    r"|<!--.*?-->|<!doctype[^>]*>|<(script|style)\b.*?</(script|style)>"
    r"|&\w+;|&#\w+;",
    re.DOTALL | re.IGNORECASE,
)
SPOKEN = re.compile(r"\b(?:title|alt|placeholder|aria-label|aria-description)=\"([^\"]*)\"")
ELEMENT = re.compile(r"<[^>]*>", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
SAME_IN_EVERY_LANGUAGE = {"Konvent", "iCal", "JSON", "XML", "URL", "TOTP", "Deutsch", "English"}


class Use(NamedTuple):
    """A message where it is used."""

    path: Path
    line: int
    identity: str | tuple[str, ...]
    context: str | None


def update(chapters: list[str]) -> int:
    for chapter in _chapters():
        if chapters and chapter.name not in chapters:
            continue
        used = _used_in(chapter)
        if not used and not _po(chapter).exists():
            continue
        template = Catalog()
        for use in used:
            template.add(use.identity, context=use.context)
        catalogue = _catalogue(chapter)
        catalogue.update(template, no_fuzzy_matching=True)
        _write(catalogue, _po(chapter))
    return 0


def check() -> int:
    problems = [
        problem
        for chapter in _chapters()
        for problem in (*_missing_in(chapter), *_hard_coded_in(chapter))
    ]
    problems += _contradictions()
    for problem in problems:
        print(problem)
    return 1 if problems else 0


def compile_catalogues() -> int:
    for source in sorted(CHAPTERS.glob("*/locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as text, source.with_suffix(".mo").open("wb") as compiled:
            write_mo(compiled, read_po(text, locale=source.parent.parent.name))
    return 0


def _chapters() -> list[Path]:
    return sorted(path.parent for path in CHAPTERS.glob("*/__init__.py"))


def _po(chapter: Path) -> Path:
    return chapter / f"locale/{LANGUAGE}/LC_MESSAGES/django.po"


def _catalogue(chapter: Path) -> Catalog:
    if not _po(chapter).exists():
        return Catalog(locale=LANGUAGE)
    with _po(chapter).open("rb") as text:
        return read_po(text, locale=LANGUAGE)


def _write(catalogue: Catalog, target: Path) -> None:
    """Write only what says something: no dates and no line numbers, which change for nothing."""
    catalogue.header_comment = ""
    catalogue.fuzzy = False
    buffer = io.BytesIO()
    write_po(buffer, catalogue, no_location=True, sort_output=True, ignore_obsolete=True, width=100)
    changing = tuple(f'"{name}' for name in CHANGING_HEADERS)
    lines = buffer.getvalue().decode().splitlines(keepends=True)
    text = "".join(line for line in lines if not line.startswith(changing)).lstrip()
    if not target.exists() or target.read_text() != text:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text)
        print(target.relative_to(ROOT))


def _used_in(chapter: Path) -> list[Use]:
    return [*_used_in_python(chapter), *_used_in_templates(chapter)]


def _used_in_python(chapter: Path) -> Iterator[Use]:
    for path in sorted(chapter.rglob("*.py")):
        if "migrations" not in path.parts:
            yield from _uses(path, path.read_text())


def _used_in_templates(chapter: Path) -> Iterator[Use]:
    from django.utils.translation.template import (  # noqa: PLC0415 -- `compile` has no Django
        templatize,
    )

    for path in _templates(chapter):
        # It makes Python of a template, but with the template's indentation.
        lines = templatize(path.read_text(), origin=str(path)).splitlines()
        yield from _uses(path, "\n".join(line.lstrip() for line in lines))


def _uses(path: Path, source: str) -> Iterator[Use]:
    for line, identity, _, context in extract("python", io.BytesIO(source.encode()), CALLS):
        yield Use(path, line, identity, context)


def _templates(chapter: Path) -> list[Path]:
    folder = chapter / "templates"
    return sorted(path for path in folder.rglob("*") if path.suffix in {".html", ".txt"})


def _missing_in(chapter: Path) -> Iterator[str]:
    catalogue = _catalogue(chapter)
    used = _used_in(chapter)
    for use in used:
        message = catalogue.get(_singular(use.identity), use.context)
        fault = _fault(message, use)
        if fault:
            place = f"{use.path.relative_to(ROOT)}:{use.line}"
            yield f"{place}: {fault}: {_singular(use.identity)!r}"
    known = {(_singular(use.identity), use.context) for use in used}
    for message in catalogue:
        if message.id and (_singular(message.id), message.context) not in known:
            yield f"{chapter.name}: its German has {_singular(message.id)!r}, which nobody says"
    for obsolete in catalogue.obsolete:
        yield f"{chapter.name}: its German has {obsolete!r} commented out"


def _fault(message: Message | None, use: Use) -> str:
    if message is None:
        return "not in the chapter's German catalogue"
    if message.fuzzy:
        return "its German is marked as fuzzy"
    if isinstance(message.id, str) != isinstance(use.identity, str):
        return "its German has other plural forms"
    english, german = _forms(message.id), _forms(message.string)
    if not all(german):
        return "no German"
    offered = {place for text in english for place in PLACEHOLDER.findall(text)}
    filled = {place for text in german for place in PLACEHOLDER.findall(text)}
    return "" if offered == filled else "its German has other placeholders"


def _forms(text: str | Sequence[str] | None) -> list[str]:
    """Return a message's words: one, or as many as the language has plural forms."""
    return [text] if isinstance(text, str) else list(text or [""])


def _singular(identity: str | Sequence[str]) -> str:
    return _forms(identity)[0]


def _hard_coded_in(chapter: Path) -> Iterator[str]:
    for path in _templates(chapter):
        plain = NO_WORDS.sub(_only_lines, path.read_text())
        between = ELEMENT.sub(_only_lines, plain) if path.suffix == ".html" else plain
        spoken = [(plain.count("\n", 0, m.start()), m[1]) for m in SPOKEN.finditer(plain)]
        for lines_before, text in [*spoken, *enumerate(between.split("\n"))]:
            for word in set(WORD.findall(text)) - SAME_IN_EVERY_LANGUAGE:
                place = f"{path.relative_to(ROOT)}:{lines_before + 1}"
                yield f"{place}: not translatable: {word!r}"


def _only_lines(match: re.Match[str]) -> str:
    """Blank a part out and keep its line breaks, so that places stay right."""
    return "\n" * match[0].count("\n") or " "


def _contradictions() -> list[str]:
    """Find a message with two translations: which one a page shows would be chance."""
    german: dict[tuple[str, str | None], tuple[str, object]] = {}
    problems = []
    for chapter in _chapters():
        for message in _catalogue(chapter):
            key = (_singular(message.id), message.context)
            place, other = german.setdefault(key, (chapter.name, message.string))
            if message.id and message.string and other and other != message.string:
                problems.append(f"{place} and {chapter.name} say {key[0]!r} in different German")
    return problems


def main(arguments: list[str]) -> int:
    match arguments:
        case ["update", *chapters]:
            return update(chapters)
        case ["check"]:
            return check()
        case ["compile"]:
            return compile_catalogues()
        case _:
            print(__doc__)
            return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
