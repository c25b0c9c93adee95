# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A convention with one stage, and somebody who listens to what is announced."""

from __future__ import annotations

import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from tests.factories import make_world, publish

from konvent.foundation import events
from konvent.foundation.events import listen
from konvent.foundation.media.ffmpeg import program
from konvent.stage.events import NowOnStageChanged
from konvent.stage.media import process

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    from konvent.convention.models import Convention
    from konvent.programme.models import Room

FIRST, SECOND = "20261027T090000000", "20261027T090011500"
"""Two runs."""


@pytest.fixture
def convention(db: None) -> Convention:
    """Ada's opening from 10:00 to 10:30 and Grace's talk from 11:00 to 11:45, published."""
    convention = make_world()
    publish(convention)
    return convention


@pytest.fixture
def room(convention: Convention) -> Room:
    return convention.rooms.get()


@pytest.fixture
def announced(
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[list[object]]],
) -> Iterator[Callable[[], AbstractContextManager[list[str]]]]:
    """Collect the rooms whose change is announced inside a ``with``."""
    heard: list[NowOnStageChanged] = []
    listen(NowOnStageChanged, heard.append)

    @contextmanager
    def listening() -> Iterator[list[str]]:
        rooms: list[str] = []
        heard.clear()
        with django_capture_on_commit_callbacks(execute=True):
            yield rooms
        rooms.extend(event.room for event in heard)

    yield listening

    events._listeners[NowOnStageChanged].remove(heard.append)


@pytest.fixture
def one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a media process in this one keep the connection whose transaction the test undoes."""
    monkeypatch.setattr(process, "close_old_connections", lambda: None)


class Filmed(dict[str, bytes]):
    """Files by name; it shows only how many."""

    def __repr__(self) -> str:
        return f"<{len(self)} files>"


@pytest.fixture(scope="session")
def filmed(tmp_path_factory: pytest.TempPathFactory) -> Filmed:
    """Twelve seconds of each run, made by ffmpeg, and of one without sound."""
    folder = tmp_path_factory.mktemp("filmed")
    for run, sound in ((FIRST, ["-c:a", "aac"]), (SECOND, ["-c:a", "aac"]), ("silent", ["-an"])):
        film(folder, run, sound)
    return Filmed({file.name: file.read_bytes() for file in folder.iterdir()})


def film(folder: Path, run: str, sound: list[str]) -> None:
    inputs = ("testsrc=size=64x36:rate=10:duration=12", "sine=sample_rate=48000:duration=12")
    source = [argument for one in inputs for argument in ("-f", "lavfi", "-i", one)]
    size = "96x54" if run == "silent" else "64x36"
    picture = ["-c:v", "libx264", "-g", "20", "-s", size, "-pix_fmt", "yuv420p"]
    names = ["-hls_fmp4_init_filename", f"{run}-init.mp4"]
    names += ["-hls_segment_filename", f"{run}-%05d.m4s", f"{run}.m3u8"]
    hls = ["-f", "hls", "-hls_time", "2", "-hls_segment_type", "fmp4", *names]
    command = [program(), "-v", "error", *source, *picture, *sound, *hls]
    subprocess.run(command, cwd=folder, check=True)
