# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A stage that has shown something: real segments in a channel, at moments of our choice."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from tests.hls import BACK_AT_A_BREAK, Judge, judge_master
from tests.stage.conftest import FIRST, SECOND

from konvent.foundation.media.names import MASTER
from konvent.foundation.media.segments import Segment
from konvent.stage.media.channel import Channel

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

START = 1793091600.0
"""09:00 in UTC on the day of the convention."""


def after(seconds: float) -> datetime:
    """So many seconds after the stage began to show something."""
    return datetime.fromtimestamp(START + seconds, UTC)


class Shown:
    """A stage's folder."""

    def __init__(self, folder: Path, filmed: Mapping[str, bytes]) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder, self.filmed = folder, filmed
        self.channel = Channel(folder)

    def show(
        self,
        numbers: Iterable[int],
        *,
        run: str = FIRST,
        source: str = "primary",
        starts: float | None = None,
        sound: bool = False,
    ) -> None:
        """Show segments of a run one after the other, from a moment on (or from where it ended)."""
        moment = self.channel.shown_until if starts is None else starts
        for number in numbers:
            self._write(f"{run}-init.mp4")
            name = self._write(f"{run}-{number:05}.m4s")
            facts = (2.0, moment + 2, len(self.filmed[name]), f"{run}-init.mp4")
            segment = Segment(run, number, name, *facts, others=("au",) if sound else ())
            if sound:
                for uri in segment.rendition("au"):
                    original = uri.replace(f"{run}-au", run)
                    (self.folder / uri).write_bytes(self.filmed[original])
            self.channel.add(source, segment, moment)
            moment += 2

    def _write(self, name: str) -> str:
        (self.folder / name).write_bytes(self.filmed[name])
        return name


def a_morning(stage: Shown) -> None:
    """Ten seconds, four of slate, eight of another run: from 09:00:00 to 09:00:22."""
    stage.show(range(5), starts=START)
    stage.show((0, 1), run=SECOND, source="slate")
    stage.show(range(1, 5), run=SECOND)


def findings(folder: Path, *, back: float = BACK_AT_A_BREAK) -> list[str]:
    """Judge the playlists of a recording, and every byte they name."""

    def read(name: str) -> bytes:
        return (folder / name).read_bytes()

    files = [file for file in folder.glob("*.m3u8") if file.name != MASTER]
    judges = {file.name: Judge(read, back=back) for file in files}
    for name, judge in judges.items():
        judge.see(read(name).decode(), now=0.0)
        judge.judge_files()
    found = [finding for judge in judges.values() for finding in judge.findings]
    pictures = {name: judge for name, judge in judges.items() if name != "au.m3u8"}
    found += judge_master(read(MASTER).decode(), pictures, read, is_recording=True)
    return [str(finding) for finding in found]


def listed(playlist: Path) -> list[str]:
    """Return the segments that a playlist names."""
    return [line for line in playlist.read_text().splitlines() if line.endswith(".m4s")]
