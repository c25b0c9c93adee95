# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Pages get what the build made, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines

from konvent.foundation.built import MANIFEST, UnknownAssetError

ROOT = Path(__file__).resolve().parents[2]
KERN = ROOT / "node_modules/@kern-ux/native/dist/kern.min.css"
NAME = re.compile(r"\bkern-[\w-]+")


def rendered(name: str) -> str:
    return engines["django"].from_string(f'{{% load assets %}}{{% asset "{name}" %}}').render()


@pytest.mark.parametrize("name", ["app.js", "stage.js", "manage.js", "style.css", "manage.css"])
def test_an_asset_has_an_address_with_its_content_in_the_name(name):
    stem, end = name.split(".")

    address = rendered(name)

    assert address.startswith(f"/static/konvent/dist/{stem}-")
    assert address.endswith(f".{end}")
    built = {file.name for file in MANIFEST.parent.iterdir()}
    file = address.rpartition("/")[2]
    assert {file, f"{file}.br", f"{file}.gz"} <= built


def test_an_asset_that_was_never_built_breaks_the_page_instead_of_its_look():
    with pytest.raises(UnknownAssetError, match=r"The front end has no nothing\.js"):
        rendered("nothing.js")


def test_the_style_sheet_has_no_address_of_another_host():
    (sheet,) = MANIFEST.parent.glob("style-*.css")

    text = sheet.read_text().replace("http://www.w3.org/2000/svg", "")

    assert "http" not in text
    assert "//" not in text.replace("://", "")


def test_what_a_page_names_of_kern_is_in_the_style_sheet_and_hardly_anything_else():
    named = {
        name
        for page in (ROOT / "src/konvent").glob("*/templates/**/*.html")
        for name in NAME.findall(page.read_text())
    }
    offered = set(NAME.findall(KERN.read_text()))
    (sheet,) = MANIFEST.parent.glob("style-*.css")

    kept = set(NAME.findall(sheet.read_text()))

    assert (named & offered) - kept == set(), "run `python3 dev.py setup`"
    assert len(kept) < len(offered) / 2
