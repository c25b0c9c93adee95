# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What comes with a letter: the days of a convention for a calendar, and a ticket as a QR code."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import segno
from django.conf import settings
from icalendar import Calendar, Event
from PIL import Image, ImageDraw, ImageFont, ImageOps

from konvent.foundation.fonts import REGULAR
from konvent.letters.kinds import Enclosure

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention


SCALE, BORDER = 6, 4
"""Pixels of a module, and modules of white around a code: four, as the standard asks."""


def calendar_of(convention: Convention, *, at: datetime) -> Enclosure:
    """Return the convention's days; the programme itself can be followed from its pages."""
    calendar = Calendar()
    calendar.add("prodid", "-//Konvent//Konvent//DE")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for day in convention.days.order_by("date"):
        event = Event()
        event.add("uid", f"{convention.guid}-{day.date:%Y%m%d}@konvent")
        event.add("dtstamp", at)
        event.add("dtstart", day.starts_at)
        event.add("dtend", day.ends_at)
        event.add("summary", " · ".join(filter(None, (str(convention.title), str(day.theme)))))
        event.add("url", f"{settings.PUBLIC_URL}/{convention.slug}/")
        calendar.add_component(event)
    return Enclosure(f"{convention.slug}.ics", calendar.to_ical(), "text/calendar")


def code_of(link: str, words: str = "") -> Enclosure:
    """Return a link as a picture that a phone reads from another screen or paper, words below."""
    drawing = io.BytesIO()
    segno.make(link, error="m").save(drawing, kind="png", scale=SCALE, border=BORDER)
    if not words:
        return Enclosure("ticket.png", drawing.getvalue(), "image/png")
    code = Image.open(drawing).convert("L")
    line = BORDER * SCALE
    whole = ImageOps.expand(code, border=(0, 0, 0, line + line // 2), fill="white")
    font = ImageFont.truetype(REGULAR, line)
    foot = (whole.width / 2, whole.height - line)
    ImageDraw.Draw(whole).text(foot, words, fill="black", font=font, anchor="mm")
    picture = io.BytesIO()
    whole.save(picture, "PNG", optimize=True)
    return Enclosure("ticket.png", picture.getvalue(), "image/png")


def picture_of(said: str) -> str:
    """Return a QR code as the address of a picture that is its own content."""
    return segno.make(said, error="m").svg_data_uri(border=BORDER)
