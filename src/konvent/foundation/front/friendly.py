# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Small pages for when no other page can be had; in both languages, because nobody asked which."""

from __future__ import annotations

from functools import cache
from html import escape

from konvent.foundation.built import built
from konvent.foundation.front.answers import NO_SNIFFING, NO_STORE, Answer

PAGE = """<!doctype html>
<html lang="de">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title_de}</title>
<link rel="stylesheet" href="{style}">
</head>
<body>
<main>
<div class="page page--text">
<div class="title">
<h1>{title_de}</h1>
<p class="lead">{text_de}</p>
<p><a href="/">Zur Startseite</a></p>
</div>
<div class="title" lang="en">
<h2>{title_en}</h2>
<p class="lead">{text_en}</p>
<p><a href="/">To the home page</a></p>
</div>
</div>
</main>
</body>
</html>
"""
POLICY = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'self'; font-src 'self'; frame-ancestors 'none'",
)

Wording = tuple[str, str, str, str]
NOT_FOUND: Wording = (
    "Diese Seite gibt es nicht",
    "Prüfen Sie bitte die Adresse, oder beginnen Sie auf der Startseite.",
    "There is no such page",
    "Please check the address, or begin at the home page.",
)
NOTHING_YET: Wording = (
    "Hier ist noch nichts veröffentlicht",
    "Sobald eine Convention angelegt ist, erscheint sie hier.",
    "Nothing has been published here yet",
    "As soon as there is a convention, it appears here.",
)
FAULTY: Wording = (
    "Hier ist etwas schiefgegangen",
    "Bitte versuchen Sie es noch einmal. Bleibt es dabei, sagen Sie es dem Organisationsteam.",
    "Something went wrong here",
    "Please try again. If it stays like this, tell the organiser.",
)
STARTING: Wording = (
    "Dieser Teil startet gerade",
    "Bitte laden Sie die Seite in einigen Sekunden neu. Programm und Bühnen laufen weiter.",
    "This part is just starting",
    "Please reload the page in a few seconds. Programme and stages keep running.",
)
BUSY: Wording = (
    "Gerade ist sehr viel los",
    "Bitte versuchen Sie es in einigen Sekunden noch einmal.",
    "It is very busy right now",
    "Please try again in a few seconds.",
)
RESTING: Wording = (
    "Das pausiert gerade",
    "Damit das Bild für alle weiterläuft. Bitte versuchen Sie es in einigen Minuten noch einmal.",
    "This is paused",
    "So that the picture goes on for everybody. Please try again in a few minutes.",
)
SLOW: Wording = (
    "Das hat zu lange gedauert",
    "Bitte versuchen Sie es noch einmal. Bleibt es dabei, sagen Sie es dem Organisationsteam.",
    "That took too long",
    "Please try again. If it stays like this, tell the organiser.",
)
TOO_LARGE: Wording = (
    "Das ist zu groß",
    "Bitte schicken Sie eine kleinere Datei oder weniger Text.",
    "That is too large",
    "Please send a smaller file or less text.",
)
NO_SPACE: Wording = (
    "Dafür ist auf dem Server kein Platz mehr",
    "Sagen Sie es denen, die den Server betreiben. Bis dahin hilft eine kleinere Datei.",
    "There is no space left for this on the server",
    "Tell whoever runs the server. Until then, a smaller file may do.",
)
NOT_YOURS: Wording = (
    "Das dürfen Sie hier nicht hochladen",
    "Melden Sie sich bitte neu an, und versuchen Sie es noch einmal.",
    "You may not upload this here",
    "Please sign in again, and try once more.",
)
NOT_UNDERSTOOD: Wording = (
    "Das war keine verständliche Anfrage",
    "Bitte laden Sie die Seite neu und versuchen Sie es noch einmal.",
    "That request could not be understood",
    "Please reload the page and try again.",
)
TEXTS: dict[int, Wording] = {
    400: NOT_UNDERSTOOD,
    403: NOT_YOURS,
    404: NOT_FOUND,
    405: NOT_UNDERSTOOD,
    408: SLOW,
    411: NOT_UNDERSTOOD,
    413: TOO_LARGE,
    500: FAULTY,
    502: STARTING,
    503: BUSY,
    504: SLOW,
    507: NO_SPACE,
}
COME_BACK = frozenset({502, 503, 504})
NOT_ALLOWED = 405


@cache
def page(status: int, wording: Wording | None = None) -> Answer:
    """Return the page that explains this status and says what to do."""
    title_de, text_de, title_en, text_en = map(escape, wording or TEXTS[status])
    body = PAGE.format(
        style=built("style.css"),
        title_de=title_de,
        text_de=text_de,
        title_en=title_en,
        text_en=text_en,
    )
    headers = [(b"content-type", b"text/html; charset=utf-8"), NO_STORE, NO_SNIFFING, POLICY]
    if status == NOT_ALLOWED:
        headers.append((b"allow", b"GET, HEAD"))
    if status in COME_BACK:
        headers.append((b"retry-after", b"5"))
    return Answer(status, headers, body.encode())
