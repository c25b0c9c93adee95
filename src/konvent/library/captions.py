# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Captions as text: read WebVTT and SubRip, say what is wrong in which line, write WebVTT."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from html import escape, unescape
from itertools import groupby
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

LARGEST = 2 << 20
MOST_COMPLAINTS = 5
SPARE = 0.5
"""How much later than the recording its last caption may end; players hide it anyway."""
ARROW = "-->"
NO_CUES = ("NOTE", "STYLE", "REGION")
SETTING = re.compile(
    r"vertical:(?:rl|lr)|align:(?:start|center|end|left|right)|size:\d+(?:\.\d+)?%"
    r"|line:-?\d+(?:\.\d+)?%?(?:,(?:start|center|end))?"
    r"|position:\d+(?:\.\d+)?%(?:,(?:line-left|center|line-right))?"
)
"""Where on the picture words stand. A region would name one that is not kept."""
BEGINNING = re.compile(r"WEBVTT([ \t].*)?")
TIMING = re.compile(
    r"(?:(\d+):)?([0-5]\d):([0-5]\d)[.,](\d{3})[ \t]+-->[ \t]+"
    r"(?:(\d+):)?([0-5]\d):([0-5]\d)[.,](\d{3})(?:[ \t]+(.*))?"
)
FORBIDDEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
VOICE = re.compile(r"<v(?:\.[^\s>]*)?[ \t]+([^>]+)>")
TAG = re.compile(r"</?[^>]*>|\{\\[^}]*\}")


class CaptionsRefusedError(RefusedError):
    """These are no captions that a player could show; the message names the lines."""


@dataclass(frozen=True, slots=True)
class Cue:
    """What is to be read for some seconds."""

    starts: float
    ends: float
    text: str
    """As WebVTT has it: lines, voices, emphasis."""
    settings: str = ""
    """Where on the picture it stands, as WebVTT has it."""

    @property
    def words(self) -> str:
        """The text alone, on one line, with the speaker's name before it."""
        named = VOICE.sub(lambda voice: f"{voice[1].strip()}: ", self.text)
        return " ".join(unescape(TAG.sub("", named)).split())


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines between two empty ones, with the number of the first."""

    number: int
    lines: tuple[str, ...]
    heading: str = ""
    """What it is where it is no caption: NOTE, STYLE or REGION."""


def read_captions(content: bytes | str, *, length: float | None = None) -> list[Cue]:
    """Return the cues of a WebVTT or SubRip file for something that lasts ``length`` seconds.

    Raises CaptionsRefusedError, which says what is wrong in which line.
    """
    complaints: list[str] = []
    cues = _cues([block for block in _read(content) if not block.heading], complaints, length)
    if complaints:
        raise CaptionsRefusedError(" ".join(complaints[:MOST_COMPLAINTS]))
    if not cues:
        raise CaptionsRefusedError(
            _("There is no caption in it. WebVTT (.vtt) and SubRip (.srt) can be read.")
        )
    return cues


def left_out(content: bytes | str) -> list[str]:
    """Return what of a file that can be read is not kept: comments, styles, unknown settings."""
    found: list[str] = []
    for block in _read(content):
        timings = filter(None, (TIMING.fullmatch(line.strip()) for line in block.lines[:2]))
        settings = " ".join(timing[9] or "" for timing in timings).split()
        unknown = [one for one in settings if not SETTING.fullmatch(one)]
        found += [block.heading] if block.heading else unknown
    return list(dict.fromkeys(found))


def write_webvtt(cues: Iterable[Cue]) -> str:
    """Return the cues as a WebVTT file."""
    blocks = []
    for cue in cues:
        timing = f"{_stamp(cue.starts)} {ARROW} {_stamp(cue.ends)} {cue.settings}".rstrip()
        blocks.append(f"{timing}\n{cue.text}\n")
    return "\n".join(["WEBVTT\n", *blocks])


def plain_cue(starts: float, ends: float, words: str) -> Cue:
    """Make a cue of words that may hold any sign."""
    return Cue(starts, ends, escape(" ".join(words.split()), quote=False))


def moved(cues: Iterable[Cue], seconds: float) -> list[Cue]:
    """Return the cues so many seconds later."""
    return [replace(cue, starts=cue.starts + seconds, ends=cue.ends + seconds) for cue in cues]


def within(cues: Iterable[Cue], starts: float, ends: float) -> list[Cue]:
    """Return the cues that are to be read between two moments, and no longer."""
    return [
        replace(cue, starts=max(cue.starts, starts), ends=min(cue.ends, ends))
        for cue in cues
        if cue.starts < ends and cue.ends > starts
    ]


def _read(content: bytes | str) -> list[_Block]:
    """Return what stands in a file, below its first line where it is WebVTT."""
    lines = _decoded(content).split("\n")
    blocks = _blocks(lines)
    if not BEGINNING.fullmatch(lines[0].rstrip()):
        return blocks
    return [replace(block, heading=_heading(block)) for block in blocks[1:]]


def _heading(block: _Block) -> str:
    first = block.lines[0].split()[0]
    return first if first in NO_CUES else ""


def _decoded(content: bytes | str) -> str:
    if len(content) > LARGEST:
        raise CaptionsRefusedError(_("The file is larger than 2 MB: captions are only text."))
    if isinstance(content, bytes):
        content = _text(content)
    text = content.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := FORBIDDEN.search(text):
        number = text.count("\n", 0, found.start()) + 1
        raise CaptionsRefusedError(
            _("Line %(line)s holds signs that no text has.") % {"line": number}
        )
    return text


def _text(content: bytes) -> str:
    encoding = "utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        raise CaptionsRefusedError(
            _("Line %(line)s is not UTF-8. Save the file as UTF-8 and send it again.")
            % {"line": number}
        ) from None


def _blocks(lines: Sequence[str]) -> list[_Block]:
    numbered = enumerate(lines, start=1)
    parts = groupby(numbered, key=lambda line: bool(line[1].strip()))
    filled = [list(part) for has_words, part in parts if has_words]
    return [_Block(part[0][0], tuple(line.rstrip() for _n, line in part)) for part in filled]


def _cues(blocks: Sequence[_Block], complaints: list[str], length: float | None) -> list[Cue]:
    cues: list[Cue] = []
    for count, block in enumerate(blocks, start=1):
        at = next((place for place, line in enumerate(block.lines) if ARROW in line), 0)
        match = TIMING.fullmatch(block.lines[at].strip()) if at <= 1 else None
        if match is None:
            wrong = _(
                "a time such as 00:01.000 --> 00:04.000 is missing or written in another way."
            )
        else:
            text = "\n".join(block.lines[at + 1 :])
            times = _seconds(match.groups()[:4]), _seconds(match.groups()[4:8])
            cue = Cue(*times, text, _settings(match[9] or ""))
            wrong = _objection(cue, cues[-1] if cues else None, length)
            if cue.words:
                cues.append(cue)
        if wrong:
            complaints.append(_at(block.number + at, count, wrong))
    return cues


def _settings(typed: str) -> str:
    return " ".join(one for one in typed.split() if SETTING.fullmatch(one))


def _objection(cue: Cue, before: Cue | None, length: float | None) -> str:
    if cue.ends <= cue.starts:
        return _("the caption ends before it begins.")
    if before is not None and cue.starts < before.starts:
        return _("the caption stands after a later one.")
    if length is not None and cue.ends > length + SPARE:
        return _("the caption ends after the recording.")
    if ARROW in cue.text:
        return _("the caption holds a second time; an empty line is missing between the two.")
    return ""


def _at(line: int, number: int, complaint: str) -> str:
    return _("Line %(line)s (caption %(number)s): %(complaint)s") % {
        "line": line,
        "number": number,
        "complaint": complaint,
    }


def _seconds(parts: Sequence[str | None]) -> float:
    hours, minutes, seconds, thousandths = (int(part or 0) for part in parts)
    return hours * 3600 + minutes * 60 + seconds + thousandths / 1000


def _stamp(seconds: float) -> str:
    thousandths = round(seconds * 1000)
    minutes, thousandths = divmod(thousandths, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{thousandths // 1000:02}.{thousandths % 1000:03}"
