# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the front says about the house to whoever watches over it: its parts, and its figures.

Only this machine is answered, or who knows the token; everybody else finds nothing here. There is
nothing in it about a person: sums, and names of parts and stages.
"""

from __future__ import annotations

import asyncio
import hmac
import os
import resource
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from konvent.foundation.front import friendly
from konvent.foundation.front.answers import NO_SNIFFING, NO_STORE, Answer, as_json, header
from konvent.foundation.front.figures import counter, gauge
from konvent.foundation.media.names import LIVE
from konvent.foundation.networks import is_this_machine
from konvent.foundation.pulse import file_of, seconds_since

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Executor

    from konvent.foundation.front.answers import Headers
    from konvent.foundation.front.application import Application
    from konvent.foundation.front.figures import Figure, Labels
    from konvent.foundation.front.hub import Hub
    from konvent.foundation.front.pages import PublishedPages
    from konvent.foundation.front.porter import Porter
    from konvent.foundation.front.proxy import ApplicationLane
    from konvent.foundation.front.writer import Writer
    from konvent.foundation.load import Burden

WITH_PULSE = ("worker", "media")
SECONDS_OF_A_PART, SECONDS_OF_A_STAGE = 15.0, 10.0
"""After so many seconds without a sign something is wrong with it."""
FORGOTTEN_AFTER = 24 * 60 * 60.0
"""A stage without a picture for so long is no stage any more."""
AS_TEXT = (b"content-type", b"text/plain; version=0.0.4; charset=utf-8")
NOBODYS = friendly.page(404)
DOORS = (
    ("places", "How many people the house holds.", gauge),
    ("inside", "People who are inside, or whose place is kept.", gauge),
    ("waiting", "People in the queue.", gauge),
    ("let_in", "People who were let in.", counter),
)


class Sign(NamedTuple):
    """Whether something lives, and the seconds since it was seen to."""

    is_well: bool
    seconds_ago: float | None


@dataclass(frozen=True, slots=True)
class Seen:
    """How the house was a moment ago."""

    parts: dict[str, Sign]
    stages: dict[tuple[str, str], Sign]
    free: int
    size: int


@dataclass(slots=True)
class Vitals:
    """Looks at everything when it is asked, and never before."""

    hub: Hub
    porter: Porter
    writer: Writer
    pages: PublishedPages
    lane: ApplicationLane
    application: Application
    data: Path
    sockets: Path
    stages: Sequence[Path]
    """Folders with one for each convention, with one for each of its stages."""
    burden: Burden
    threads: Executor
    """For looking at disks, which may take their time."""
    token: str = ""

    async def answer(self, path: bytes, scope: Mapping[str, Any]) -> Answer | None:
        """Return what was asked, or None when it is not for us to say."""
        if path not in {b"/metrics", b"/health/parts"}:
            return None
        if not may_know(scope, self.token):
            return NOBODYS
        answers = await self.application.answers()
        looking = asyncio.get_running_loop().run_in_executor(self.threads, self._look, time.time())
        seen = await looking
        seen.parts["application"] = Sign(answers, 0.0 if answers else None)
        return self._as_figures(seen) if path == b"/metrics" else _as_facts(seen)

    def _look(self, now: float) -> Seen:
        """Look at everything that is on a disk; called in a thread."""
        ages = {part: seconds_since(file_of(self.sockets, part), now) for part in WITH_PULSE}
        parts = {part: _sign(age, SECONDS_OF_A_PART) for part, age in ages.items()}
        usage = shutil.disk_usage(self.data)
        front = {"front": Sign(is_well=True, seconds_ago=0.0)}
        return Seen(front | parts, self._stages(now), usage.free, usage.total)

    def _stages(self, now: float) -> dict[tuple[str, str], Sign]:
        """Return when each stage's playlist last had something new."""
        ages: dict[tuple[str, str], float] = {}
        for folder in self.stages:
            for playlist in folder.glob(f"*/*/{LIVE}"):
                age = seconds_since(playlist, now)
                if age is not None and age < FORGOTTEN_AFTER:
                    place = (playlist.parts[-3], playlist.parts[-2])
                    ages[place] = min(age, ages.get(place, age))
        return {place: _sign(age, SECONDS_OF_A_STAGE) for place, age in sorted(ages.items())}

    def _as_figures(self, seen: Seen) -> Answer:
        durations = self.lane.durations.lines(
            "konvent_application_seconds", "Time in which the application answered."
        )
        return as_figures([*self._figures(seen), *of_the_process()], durations)

    def _figures(self, seen: Seen) -> Iterator[Figure]:
        up: dict[Labels, float] = {
            (("part", name),): float(sign.is_well) for name, sign in seen.parts.items()
        }
        yield gauge("konvent_part_up", "Whether a part of the house does its work.", up)
        ages: dict[Labels, float] = {
            (("convention", convention), ("stage", stage)): sign.seconds_ago or 0.0
            for (convention, stage), sign in seen.stages.items()
        }
        yield gauge("konvent_stage_age_seconds", "Since a stage's picture went on.", ages)
        yield gauge("konvent_disk_free_bytes", "Free where the data is.", seen.free)
        yield gauge("konvent_disk_size_bytes", "Size of the disk with the data.", seen.size)
        yield from self._of_the_live_lane()
        yield gauge("konvent_pages", "Published pages in memory.", len(self.pages.pages))
        asked: dict[Labels, float] = {
            (("status", f"{status}"),): count
            for status, count in sorted(self.lane.answered.items())
        }
        yield counter("konvent_application_answers_total", "What the application answered.", asked)
        places = self.lane.slots.places
        yield gauge("konvent_application_places", "Requests that may still wait for it.", places)

    def _of_the_live_lane(self) -> Iterator[Figure]:
        writer = self.writer
        yield from of_the_hub(self.hub)
        yield counter("konvent_intents_total", "Votes and the like, written.", writer.written)
        yield counter("konvent_batches_total", "Transactions they took.", writer.batches)
        yield gauge("konvent_resting_level", "How much rests, 0 to 3.", self.burden.measured)
        yield gauge("konvent_intents_waiting", "Those not yet written.", len(writer.waiting))
        yield from self._of_the_doors()

    def _of_the_doors(self) -> Iterator[Figure]:
        """Say how full the houses are that hold only so many; the others have no queue."""
        crowds = self.porter.crowds()
        for name, meaning, make in DOORS:
            values: dict[Labels, float] = {
                (("convention", convention),): getattr(crowd, name)
                for convention, crowd in crowds.items()
            }
            ending = "_total" if make is counter else ""
            yield make(f"konvent_doors_{name}{ending}", meaning, values)


def may_know(scope: Mapping[str, Any], token: str) -> bool:
    """Say whether somebody asks on this machine itself, or with the token.

    Whoever comes by way of a proxy may say of themselves what they like, even nothing.
    """
    headers: Headers = scope["headers"]
    said = header(headers, b"authorization")
    if token and hmac.compare_digest(said, b"Bearer " + token.encode()):
        return True
    address = scope["client"][0] if scope["client"] else ""
    is_passed_on = any(name == b"x-forwarded-for" for name, _ in headers)
    return is_this_machine(address) and not is_passed_on


def as_figures(figures: Iterable[Figure], more: Iterable[str] = ()) -> Answer:
    """Return figures as Prometheus reads them."""
    lines = [line for figure in figures for line in figure.lines()]
    return Answer(200, [AS_TEXT, NO_STORE, NO_SNIFFING], "".join([*lines, *more]).encode())


def of_the_hub(hub: Hub) -> Iterator[Figure]:
    """Say what the live streams of a house or an edge are doing."""
    yield gauge("konvent_viewers", "Live streams that are open.", hub.count)
    yield gauge("konvent_viewers_most", "Live streams that may be open.", hub.most_viewers)
    yield gauge("konvent_viewers_slow", "Streams that do not read at the moment.", len(hub.slow))
    yield gauge("konvent_topics", "Topics that somebody watches.", len(hub.topics))
    yield counter("konvent_ticks_total", "Ticks in which something was new.", hub.tick)
    yield counter("konvent_frames_total", "Frames that were sent to viewers.", hub.telling.sent)


def _as_facts(seen: Seen) -> Answer:
    is_well = all(sign.is_well for sign in (*seen.parts.values(), *seen.stages.values()))
    facts = {
        "is_well": is_well,
        "parts": {name: sign._asdict() for name, sign in seen.parts.items()},
        "stages": {"/".join(place): sign._asdict() for place, sign in seen.stages.items()},
    }
    return as_json(200 if is_well else 503, facts)


def of_the_process() -> Iterator[Figure]:
    """Say what Prometheus expects of every process; this one is the front."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = used.ru_utime + used.ru_stime
    yield counter("process_cpu_seconds_total", "CPU that the front has used.", seconds)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    yield gauge("process_max_fds", "Files the front may open.", most)
    if (size := _resident()) is not None:
        yield gauge("process_resident_memory_bytes", "Memory of the front.", size)
        open_now = sum(1 for _ in Path("/proc/self/fd").iterdir())
        yield gauge("process_open_fds", "Files the front has open.", open_now)


def _sign(age: float | None, limit: float) -> Sign:
    return Sign(age is not None and age < limit, None if age is None else round(age, 1))


def _resident() -> int | None:
    """Return the bytes of memory in use; None where there is no /proc."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE")
