# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Texts as safe HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from konvent.foundation.prose import plain_text, render_text

LINK = 'rel="nofollow noopener noreferrer"'


def test_markdown_becomes_html():
    assert (
        render_text("Some *words*\non two lines") == "<p>Some <em>words</em><br>\non two lines</p>"
    )


def test_html_of_another_system_stays_html():
    assert render_text("<p>Tea &amp; <b>cake</b></p>") == "<p>Tea &amp; <b>cake</b></p>"


def test_indented_html_is_not_mistaken_for_code():
    assert render_text("<p>one</p>\n\n    <p>two</p>") == "<p>one</p>\n    <p>two</p>"


@pytest.mark.parametrize(
    "evil",
    [
        "<script>alert(1)</script>",
        '<img src="https://spy.example/pixel.gif" onerror="alert(1)">',
        "![spy](https://spy.example/pixel.gif)",
        '<p onclick="alert(1)" style="position:fixed">',
        '<iframe src="https://spy.example"></iframe>',
        '<a href="JaVaScRiPt:alert(1)">click</a>',
        "<style>body{display:none}</style>",
    ],
)
def test_nothing_harmful_gets_through(evil):
    shown = render_text(f"before {evil} after\n\n{evil}")

    for word in ("script", "spy.example", "alert", "onclick", "style", "display"):
        assert word not in shown.lower()


def test_links_say_that_we_do_not_vouch_for_them():
    assert render_text("[us](https://example.org)") == (
        f'<p><a href="https://example.org" {LINK}>us</a></p>'
    )


def test_a_link_relative_to_the_other_system_is_only_text():
    assert render_text('<a href="/system/1.pdf">slides</a>') == f"<p><a {LINK}>slides</a></p>"


def test_headings_rank_below_those_of_the_page():
    assert render_text("# Big\n\n<h2 class=x>Small</h2>") == "<h3>Big</h3>\n<h4>Small</h4>"


def test_a_calendar_gets_the_bare_words():
    text = "<p>Tea &amp; cake</p><ul><li>one</li><li>two</li></ul>\n\nand *more*\nwords"

    assert plain_text(text) == "Tea & cake\none\ntwo\nand more\nwords"


@given(st.text())
def test_no_text_makes_an_element_that_is_not_allowed(text):
    assert "<script" not in render_text(text).lower()
    assert "<" not in plain_text(text.replace("<", "").replace("&", ""))


@pytest.mark.parametrize("text", ["# A\n\n## B", "## A\n\n### B", "<h3>A</h3>\n<h4>B</h4>"])
def test_headings_begin_below_those_of_a_page_and_leave_no_rank_out(text):
    html = render_text(text)

    assert ("<h3>A</h3>" in html, "<h4>B</h4>" in html) == (True, True)
