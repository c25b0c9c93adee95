# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The browser of this machine, and what it can judge of a page by itself."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserType, Page

PATIENCE = 10_000  # milliseconds that a page has to show what is expected
expect.set_options(timeout=PATIENCE)
QUIET = [
    "--autoplay-policy=no-user-gesture-required",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def launched(chromium: BrowserType, *more: str) -> Browser:
    """Start the browser of this machine, with more flags where a test needs them."""
    names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
    found = os.environ.get("KONVENT_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    flags = [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else []), *more]
    return chromium.launch(executable_path=found, args=flags)


def keeps_the_rules(page: Page, *, only_colours: bool = False) -> None:
    """Check that a page keeps the rules of WCAG 2.2 AA that a machine can judge.

    Where a page differs from one already seen in its colours alone, a check of those is enough.
    """
    every = {"type": "tag", "values": RULES}
    colours = {"type": "rule", "values": ["color-contrast"]}
    page.wait_for_load_state()  # what was pressed before may have led to another page
    rules = {"runOnly": colours if only_colours else every, "resultTypes": ["violations"]}
    violations = Axe().run(page, options=rules).response["violations"]
    found = [
        f"{violation['id']}: {node['target']} ({violation['help']})"
        for violation in violations
        for node in violation["nodes"]
    ]
    assert found == []
