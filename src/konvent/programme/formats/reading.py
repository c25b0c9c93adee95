# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Read a programme from the bytes of a file, whatever format of the field it has."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from konvent.programme.formats.extension import extend
from konvent.programme.formats.interpretation import interpret
from konvent.programme.formats.json_reader import read_json
from konvent.programme.formats.remarks import NotAScheduleError, Problem, Remark, Remarks
from konvent.programme.formats.xml_reader import read_xml

if TYPE_CHECKING:
    from konvent.programme.schedule import Schedule

LARGEST = 50 * 2**20
"""Bytes of a schedule, unpacked. The largest known one has two million."""
GZIP = b"\x1f\x8b"
BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Reading:
    """A programme as it was read, its dialect, and what there was to say about it."""

    schedule: Schedule
    dialect: str
    remarks: list[Remark]


def read_schedule(content: bytes, *, timezone: str = "", language: str = "") -> Reading:
    """Return the programme in this file; raise NotAScheduleError when there is none."""
    content = _unpacked(content)
    remarks = Remarks()
    begin = content[:1000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if begin.startswith((b"<", *BYTE_ORDER_MARKS)):
        feed = read_xml(content.lstrip(), remarks)
    elif begin.startswith((b"{", b"[")):
        feed = read_json(content, remarks)
    else:
        reason = _("This is neither XML nor JSON, so it is no schedule Konvent can read.")
        raise NotAScheduleError(Problem(_("line %(number)d") % {"number": 1}, reason))
    schedule = interpret(feed, remarks, timezone=timezone, language=language)
    schedule = extend(schedule, feed.extension, remarks)
    return Reading(schedule, feed.dialect, remarks.as_list())


def _unpacked(content: bytes) -> bytes:
    if content.startswith(GZIP):
        try:
            content = zlib.decompressobj(wbits=31).decompress(content, LARGEST + 1)
        except zlib.error as error:
            raise NotAScheduleError(Problem("", _("This gzip file is damaged."))) from error
    if len(content) > LARGEST:
        raise NotAScheduleError(Problem("", _("This file is far larger than any schedule.")))
    return content
