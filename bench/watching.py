# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A real house whose stages a real Chromium plays, and what can be seen of its players."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.processes import Process, first_line, generator_core, running
from bench.stages import PATIENCE, Studio, film, furnish, memory_folder, sender, started, wait_until
from bench.verdict import Missing

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from bench.processes import Program
    from bench.stages import Stage

FLAGS = [
    *("--autoplay-policy=no-user-gesture-required", "--mute-audio", "--disable-gpu"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    *(("--no-sandbox",) if os.geteuid() == 0 else ()),
]
LOOK = """() => {
  const player = document.querySelector("konvent-player");
  const video = player.querySelector("video");
  const seen = { frozen: 0, stalls: 0, at: performance.now() };
  const began = video.currentTime;
  const stood = () => Math.max(seen.frozen, performance.now() - seen.at);
  const frame = () => {
    seen.frozen = stood();
    seen.at = performance.now();
    video.requestVideoFrameCallback(frame);
  };
  video.addEventListener("waiting", () => { seen.stalls += 1; });
  video.requestVideoFrameCallback(frame);
  window.tellWhatWasSeen = () => ({
    played: video.currentTime - began,
    frozen: stood() / 1000,
    stalls: seen.stalls,
    lag: (Date.now() - player.stream.moment) / 1000,
    frames: video.getVideoPlaybackQuality().totalVideoFrames,
    dropped: video.getVideoPlaybackQuality().droppedVideoFrames,
  });
}"""


@dataclass(frozen=True, slots=True)
class Watching:
    """A house that is open, its stages, and the encoders that send to them."""

    address: str
    stages: list[Stage]
    studio: Studio
    senders: list[subprocess.Popen[bytes]]
    serving: Program


@contextmanager
def open_stages(count: int, size: str, *, bits: str = "3M") -> Iterator[Watching]:
    """Have a house with so many stages running, and an encoder on air at each."""
    with ExitStack() as stack:
        memory = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=memory_folder())))
        data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="konvent-bench-")))
        stages = furnish(data, count, "copy")
        os.environ["KONVENT_MEMORY"] = str(memory)
        clip = film(memory, size, bits=bits)
        serve = [sys.executable, "-m", "konvent", "serve", "--port", "0"]
        serving = stack.enter_context(running(serve, core=generator_core()))
        os.sched_setaffinity(serving.pid, os.sched_getaffinity(0))
        address = first_line(serving).rpartition(" ")[2]
        if not address:
            raise Missing("Konvent did not start; why is above.")
        studio = Studio(Process(serving.pid), memory, data)
        for stage in stages:
            studio.encoder(stage)  # it listens: nobody has to wait for the slate
        senders = [started(stack, sender(clip, s.port, s.passphrase)) for s in stages]
        for stage in stages:
            wait_until(_shows(studio, stage, "primary"), f"{stage.slug} shows its encoder")
        yield Watching(address, stages, studio, senders, serving)


def _shows(studio: Studio, stage: Stage, source: str) -> Any:  # noqa: ANN401 -- a question to ask again
    return lambda: studio.shows(stage, source)


@contextmanager
def browser_pages(watching: Watching) -> Iterator[list[Page]]:
    """Open every stage in a page of its own, and wait until all of them play."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 -- not needed by the others

    names = ["chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"]
    found = os.environ.get("KONVENT_CHROMIUM") or next(filter(None, map(shutil.which, names)), None)
    if not found:
        raise Missing("There is no Chromium here: install it, or name it in KONVENT_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        pages = []
        for stage in watching.stages:
            page = browser.new_page(viewport={"width": 640, "height": 480})
            page.set_default_timeout(PATIENCE * 1000)
            page.goto(f"{watching.address}/bench/en/stage/{stage.slug}/")
            pages.append(page)
        for page in pages:
            page.wait_for_selector('konvent-player[data-state="playing"]', state="attached")
            page.evaluate(LOOK)
        yield pages
        browser.close()


def seen(page: Page) -> dict[str, float]:
    """Return what the page's player has shown since it began to be watched."""
    found: dict[str, float] = page.evaluate("tellWhatWasSeen()")
    return {name: round(value, 2) for name, value in found.items()}
