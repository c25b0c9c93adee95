# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Judge a live HLS playlist as a strict player would: its text, how it changes, and its bytes.

Every finding begins with the number of its rule:

V1 it is a playlist of version 6 or higher, and says everything a segment needs before the segment;
V2 no segment is longer than the target duration, which never changes;
V3 what a media sequence number stands for never changes, and numbers never go back;
V4 the discontinuity sequence never goes back, and counts the breaks that have left the window;
V5 another run, or a gap in one, comes after a break and with an initialization segment of its own;
V6 the wall clock goes on inside a run, and back by no more than a second at a break;
V7 nothing is from the future, and the newest segment is not old;
V8 files are named as agreed, exist, and are whole;
V9 a segment begins with a key frame, lasts as long as it says, sound and picture end together;
V10 media time goes on inside a run;
V11 variants agree with each other; the master playlist tells the truth about them;
V12 there are the same kinds of tracks before and after a break;
V13 a playlist that will never change says so at both ends, and where it begins is in it;
V14 what is said to be a gap stays one, and is never all there is;
V15 nothing is taken away from a playlist that would then be shorter than three segments.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.hls_text import NAME, Entry, Finding, Playlist, read_playlist, run_of
from tests.mp4 import BrokenFileError, Fragment, Track, read_init, read_segment

if TYPE_CHECKING:
    from collections.abc import Callable

    Read = Callable[[str], bytes]

INSIDE_A_RUN, BACK_AT_A_BREAK, AHEAD = 0.6, 1.05, 0.3
LEAST_SEGMENTS = 3
TARGET = 2
LENGTH, ENDS_APART, MEDIA_GAP = 0.1, 0.25, 0.05


class Judge:
    """Watches one live playlist; ``read`` fetches what it names.

    On a machine that is too busy to finish a run's first file in time, the clock may step ``back``.
    """

    def __init__(self, read: Read, *, back: float = BACK_AT_A_BREAK) -> None:
        self.findings: list[Finding] = []
        self._back = back
        self.known: dict[int, Entry] = {}
        self._read = read
        self._last: Playlist | None = None

    @property
    def listed(self) -> list[Entry]:
        """What the newest reading lists, without the gaps."""
        entries = self._last.entries if self._last else []
        return [entry for entry in entries if not entry.is_gap]

    def find(self, rule: str, what: str) -> None:
        self.findings.append(Finding(rule, what))

    def see(self, text: str, *, now: float, oldest: float | None = None) -> None:
        """Judge one more reading; ``oldest`` is how long ago the newest segment may have ended."""
        playlist, findings = read_playlist(text)
        self.findings += findings
        for entry in playlist.entries:
            self._judge_entry(entry, playlist.target)
        for before, entry in pairwise(playlist.entries):
            self._judge_step(before, entry)
        if playlist.entries and not playlist.has_end:
            self._judge_time(playlist.entries[-1], now, oldest)
        self._judge_ends(playlist)
        if self._last and playlist.entries:
            self._judge_change(self._last, playlist)
        if playlist.entries:
            self._last = playlist
            if all(entry.is_gap for entry in playlist.entries):
                self.find("V14", "it lists nothing but gaps")

    def _judge_entry(self, entry: Entry, target: int) -> None:
        if round(entry.duration) > target:
            self.find("V2", f"{entry.uri} lasts {entry.duration} s, the target is {target}")
        for name in (entry.uri, *(() if entry.is_gap else (entry.init,))):
            if not NAME.fullmatch(name.rpartition("/")[2]):
                self.find("V8", f"{name} is no agreed name")
        if not entry.is_gap and run_of(entry.init) != entry.run:
            self.find("V5", f"{entry.uri} has the MAP of another run")
        known = self.known.setdefault(entry.sequence, entry)
        init = known.init if entry.is_gap else entry.init
        if (known.uri, known.init, known.duration) != (entry.uri, init, entry.duration):
            self.find("V3", f"number {entry.sequence} was {known.uri} and is {entry.uri}")
        if known.stretch != entry.stretch:
            self.find("V4", f"{entry.uri} was in stretch {known.stretch}, now in {entry.stretch}")
        if known.starts != entry.starts:
            self.find("V6", f"{entry.uri} has moved in time")
        if known.is_gap and not entry.is_gap:
            self.find("V14", f"{entry.uri} was a gap and is none any more")
        self.known[entry.sequence] = entry

    def _judge_step(self, before: Entry, entry: Entry) -> None:
        goes_on = (before.run, before.number + 1) == (entry.run, entry.number)
        if not goes_on and not entry.is_break:
            self.find("V5", f"{entry.uri} does not follow {before.uri}")
        has_map = not before.is_gap and before.init != entry.init
        if has_map and not entry.is_break:
            self.find("V5", f"another MAP without a break before {entry.uri}")
        step = entry.starts - before.ends
        if not entry.is_break and abs(step) > INSIDE_A_RUN:
            self.find("V6", f"the clock jumps by {step:.2f} s before {entry.uri}")
        if entry.is_break and step < -self._back:
            self.find("V6", f"the clock goes back by {-step:.2f} s before {entry.uri}")

    def _judge_time(self, newest: Entry, now: float, oldest: float | None) -> None:
        if newest.ends > now + AHEAD:
            self.find("V7", f"{newest.uri} ends {newest.ends - now:.2f} s from now")
        if oldest is not None and newest.ends < now - oldest:
            self.find("V7", f"the newest segment ended {now - newest.ends:.1f} s ago")

    def _judge_ends(self, playlist: Playlist) -> None:
        if (playlist.kind == "VOD") != playlist.has_end:
            self.find("V13", f"its kind is {playlist.kind!r}, its end there: {playlist.has_end}")
        if playlist.has_end and (playlist.sequence, playlist.stretch) != (0, 0):
            self.find("V13", "it does not begin with number 0")
        length = sum(entry.duration for entry in playlist.entries)
        if not 0 <= playlist.begins_in <= length:
            self.find("V13", f"it begins {playlist.begins_in} s into {length} s")

    def _judge_change(self, old: Playlist, new: Playlist) -> None:
        if old.target != new.target:
            self.find("V2", f"the target duration was {old.target} and is {new.target}")
        if new.sequence < old.sequence:
            self.find("V3", f"the media sequence went back to {new.sequence}")
        if new.entries[-1].sequence < old.entries[-1].sequence:
            self.find("V3", "the newest segment has gone")
        if new.stretch < old.stretch:
            self.find("V4", f"the discontinuity sequence went back to {new.stretch}")
        if old.has_end:
            self.find("V1", "it has changed after its end")
        length = sum(entry.duration for entry in new.entries)
        if new.sequence > old.sequence and length < LEAST_SEGMENTS * new.target:
            self.find("V15", f"what is left lasts {length:.1f} s")

    def judge_files(self) -> None:
        """Judge the bytes of everything that was listed."""
        inits: dict[str, dict[int, Track]] = {}
        before: tuple[Entry, dict[str, Fragment]] | None = None
        for _sequence, entry in sorted(self.known.items()):
            if entry.is_gap:
                continue
            try:
                if entry.init not in inits:
                    inits[entry.init] = read_init(self._read(entry.init))
                fragments = read_segment(self._read(entry.uri), inits[entry.init])
            except (BrokenFileError, OSError) as error:
                self.find("V8", f"{entry.uri}: {error}")
                continue
            self._judge_fragments(entry, fragments)
            if before and before[0].sequence + 1 == entry.sequence:
                self._judge_files_in_a_row(before, (entry, fragments))
            before = (entry, fragments)

    def _judge_fragments(self, entry: Entry, fragments: dict[str, Fragment]) -> None:
        picture = fragments.get("vide")
        if picture and not picture.begins_with_key:
            self.find("V9", f"{entry.uri} does not begin with a key frame")
        if picture and abs(picture.duration - entry.duration) > LENGTH:
            self.find("V9", f"{entry.uri} lasts {picture.duration:.2f} s, not {entry.duration}")
        ends = [fragment.base + fragment.duration for fragment in fragments.values()]
        if max(ends) - min(ends) > ENDS_APART:
            self.find("V9", f"sound and picture of {entry.uri} end apart")

    def _judge_files_in_a_row(
        self,
        before: tuple[Entry, dict[str, Fragment]],
        after: tuple[Entry, dict[str, Fragment]],
    ) -> None:
        entry = after[0]
        if before[1].keys() != after[1].keys():
            self.find("V12", f"{sorted(before[1])} before and {sorted(after[1])} in {entry.uri}")
        if before[0].stretch == entry.stretch:
            for kind in before[1].keys() & after[1].keys():
                end = before[1][kind].base + before[1][kind].duration
                if abs(after[1][kind].base - end) > MEDIA_GAP:
                    self.find("V10", f"{kind} jumps by {after[1][kind].base - end:.2f} s")


MASTER_TAGS = {"#EXT-X-VERSION", "#EXT-X-INDEPENDENT-SEGMENTS", "#EXT-X-STREAM-INF"}


def judge_master(
    text: str, judges: dict[str, Judge], read: Read, *, is_recording: bool = False
) -> list[Finding]:
    """Judge a master playlist by what is known of the variants that it names.

    It speaks of what is newest, and its peak of what is listed; that of a recording
    speaks of what is shown for the longest time.
    """
    lines = text.splitlines()
    findings = []
    if lines[:1] != ["#EXTM3U"] or "#EXT-X-INDEPENDENT-SEGMENTS" not in lines:
        findings.append(Finding("V1", "the master playlist has no proper head"))
    named = [(a, b) for a, b in pairwise(lines) if a.startswith("#EXT-X-STREAM-INF:")]
    if {name for _, name in named} != set(judges):
        findings.append(Finding("V11", f"it names {[name for _, name in named]}"))
        return findings
    strange = [
        line
        for line in lines[1:]
        if line.startswith("#EXT") and line.partition(":")[0] not in MASTER_TAGS
    ]
    if strange or len({name for _, name in named}) < len(named):
        findings.append(Finding("V11", f"{strange} are not agreed, or a variant is there twice"))
    for line, name in named:
        judge, said = judges[name], _attributes(line)
        there = _there(judge)
        listed = there if is_recording else judge.listed
        spoken_of = _longest(judge) if is_recording else there[-1]
        wrong = _wrong_about(said, there, listed, read, spoken_of)
        findings += [Finding("V11", f"{name}: {what}") for what in wrong]
    first, *others = judges.values()
    for other in others:
        findings += compare(first, other)
    return findings


def _attributes(line: str) -> dict[str, str]:
    pairs = re.findall(r'([A-Z0-9-]+)=("[^"]*"|[^",]+)', line.partition(":")[2])
    return {name: value.strip('"') for name, value in pairs}


def _there(judge: Judge) -> list[Entry]:
    return [entry for _, entry in sorted(judge.known.items()) if not entry.is_gap]


def _longest(judge: Judge) -> Entry:
    there = _there(judge)
    seconds = dict.fromkeys([entry.init for entry in there], 0.0)
    for entry in there:
        seconds[entry.init] += entry.duration
    return max(there, key=lambda entry: seconds[entry.init])


def _peak(there: list[tuple[int, float]]) -> float:
    """The most of any neighbours that last half a target duration to one and a half."""
    sets = (there[a:b] for a in range(len(there)) for b in range(a + 1, min(a + 8, len(there)) + 1))
    sums = ((sum(size for size, _ in few), sum(lasts for _, lasts in few)) for few in sets)
    fitting = [8 * size / lasts for size, lasts in sums if TARGET / 2 <= lasts <= TARGET * 1.5]
    return max(fitting, default=8 * sum(s for s, _ in there) / sum(d for _, d in there))


def _wrong_about(
    said: dict[str, str], there: list[Entry], listed: list[Entry], read: Read, spoken_of: Entry
) -> list[str]:
    tracks = read_init(read(spoken_of.init))
    codecs = ",".join(track.codec for _, track in sorted(tracks.items()))
    size = next((f"{t.width}x{t.height}" for t in tracks.values() if t.kind == "vide"), "")
    inits = {entry.init for entry in listed}
    of_these_runs = [entry for entry in there if entry.init in inits]
    least, most = (
        _peak([(len(read(entry.uri)), entry.duration) for entry in some])
        for some in (listed, of_these_runs)
    )
    wrong = []
    if said.get("CODECS") != codecs:
        wrong.append(f"CODECS are {codecs}, not {said.get('CODECS')}")
    if said.get("RESOLUTION", "") != size:
        wrong.append(f"RESOLUTION is {size}, not {said.get('RESOLUTION')}")
    if not least <= int(said.get("BANDWIDTH", 0)) <= 1.5 * most + 10_000:
        wrong.append(f"BANDWIDTH is {least:.0f} to {most:.0f}, not {said.get('BANDWIDTH')}")
    if int(said.get("AVERAGE-BANDWIDTH", 0)) > int(said.get("BANDWIDTH", 0)):
        wrong.append("its average is above its peak")
    return wrong


def compare(one: Judge, other: Judge) -> list[Finding]:
    """Variants switch together: the same number is the same moment in all of them."""
    both = [(one.known[n], other.known[n]) for n in one.known.keys() & other.known.keys()]
    return [
        Finding("V11", f"{a.uri} and {b.uri} are not the same moment")
        for a, b in both
        if (a.stretch, a.starts) != (b.stretch, b.starts) or abs(a.duration - b.duration) > LENGTH
    ]
