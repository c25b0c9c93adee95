# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Read a public page as somebody does who sees no markup."""

import re


def page(client, path):
    return client.get(f"/smart-2026/{path}").content.decode()


def visible(html):
    """Return a page without the marks that wait, hidden, for what comes on stage later."""
    return re.sub(
        r'<span data-when="fictional" hidden>.*?</span>\s*</span>', "", html, flags=re.DOTALL
    )


def words(html):
    """What a page says, without its markup."""
    body = visible(html).partition("<body")[2].partition(">")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", body).split())
