# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The demonstration allows a rehearsal and passes it; the report is a page one can read."""

import json

from playwright.sync_api import expect
from tests.browser.staff import command

FEW = ("--participants", "60", "--ramp", "1s", "--stay", "4s")
"""Everybody does something every 15 seconds or so: so many that it is sure that somebody does."""
LENIENT = ("--lenient", "50")


def test_a_rehearsal_of_the_demonstration_passes(konvent, new_context, axe, tmp_path):
    (tmp_path / "token").write_text(command(konvent, "rehearse", "--allow"))
    there = ("--target", konvent.url, "--token-file", str(tmp_path / "token"))

    said = command(konvent, "rehearse", *there, *FEW, *LENIENT, "--out", str(tmp_path))

    figures = json.loads((tmp_path / "rehearsal.json").read_text())
    assert figures["passed"], said
    assert figures["counts"]["arrived"] == 60
    assert figures["milliseconds"]["picture"]["count"] > 0
    assert figures["milliseconds"]["act"]["count"] > 0
    for scheme in ("light", "dark"):
        page = new_context(color_scheme=scheme, viewport={"width": 360, "height": 740}).new_page()
        page.set_content((tmp_path / "rehearsal.html").read_text())
        expect(page.locator("svg").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        axe(page)
