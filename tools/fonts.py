# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Make the fonts that pages and pictures need from those that KERN brings.

A page gets each weight in two files, and a browser fetches the second only for Greek, Cyrillic and
other rare signs. ffmpeg and typst cannot use the web's compressed files and get plain ones.
"""

from __future__ import annotations

from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
BROUGHT = ROOT / "node_modules/@kern-ux/native/dist/fonts/fira-sans"
FOR_PAGES = ROOT / "frontend/fonts"
FOR_PICTURES = ROOT / "src/konvent/foundation/font"

WEIGHTS = ["Regular", "Medium", "SemiBold"]
WHOLE = ["Regular", "SemiBold"]
# As in frontend/font.css: what European languages with Latin letters need, signs and arrows.
LATIN = [(0x20, 0x36F), (0x1E00, 0x1EFF), (0x2000, 0x27FF)]
FIGURES_OF_ONE_WIDTH = ["tnum", "lnum"]  # a clock must not tremble


def main() -> None:
    FOR_PAGES.mkdir(exist_ok=True)
    for weight in WEIGHTS:
        source = BROUGHT / f"FiraSans-{weight}.woff2"
        for part in ("latin", "other"):
            target = FOR_PAGES / f"FiraSans-{weight}-{part}.woff2"
            if _is_older(target, source):
                _subset(source, target, latin=part == "latin")
    FOR_PICTURES.mkdir(exist_ok=True)
    for weight in WHOLE:
        source, target = (
            BROUGHT / f"FiraSans-{weight}.woff2",
            FOR_PICTURES / f"FiraSans-{weight}.ttf",
        )
        if _is_older(target, source):
            font = TTFont(source)
            font.flavor = None
            font.save(target)


def _is_older(target: Path, source: Path) -> bool:
    newest = max(source.stat().st_mtime, Path(__file__).stat().st_mtime)
    return not target.exists() or target.stat().st_mtime < newest


def _subset(source: Path, target: Path, *, latin: bool) -> None:
    font = TTFont(source)
    options = Options()
    options.layout_features += FIGURES_OF_ONE_WIDTH
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[c for c in font.getBestCmap() if _is_latin(c) == latin])
    subsetter.subset(font)
    font.flavor = "woff2"
    font.save(target)


def _is_latin(code: int) -> bool:
    return any(first <= code <= last for first, last in LATIN)


if __name__ == "__main__":
    main()
