# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The worker's process: does what has to happen when its time comes, every second."""

from __future__ import annotations

import logging
import signal
import threading
import time
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from konvent.audience.actions.forgetting import forget_persons
from konvent.config.wiring import record_what_runs
from konvent.foundation.jobs import Lane, Runner, forget_jobs
from konvent.foundation.processes import die_with_parent
from konvent.foundation.pulse import Pulse
from konvent.foundation.sockets import prepare_socket_folder
from konvent.letters.actions import call_postman, forget_letters
from konvent.letters.outbox import forget_outbox
from konvent.library.actions import (
    ask_for_films,
    ask_store_to_catch_up,
    forget_exchanges,
    forget_recordings,
    forget_strays,
    forget_workshops,
    hear_refusals_elsewhere,
    honour_refusals,
    honour_refusals_elsewhere,
    keep_recordings,
)
from konvent.programme.uploads import forget_uploads
from konvent.registration.actions import forget_link_requests, forget_speaker_links
from konvent.registration.actions.checking_in import forget_scans
from konvent.registration.actions.lanes import forget_assistance
from konvent.registration.actions.leaving import forget_past
from konvent.registration.actions.registering import forget_unconfirmed
from konvent.registration.actions.telling import remind, tell_changes
from konvent.stage.actions import end_films, follow_schedule, forget_airings, forget_troubles
from konvent.stage.films import sweep_films

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

NAME = "worker"
HELP = "run only the worker, which keeps stages to the schedule and records them (a part of serve)"
SECONDS = 1.0
SECONDS_BETWEEN_TIDYING = 600.0
FORGETS: tuple[Callable[..., None], ...] = (
    forget_link_requests,
    forget_unconfirmed,
    forget_past,
    forget_assistance,
    forget_speaker_links,
    forget_scans,
    forget_recordings,
    forget_strays,
    forget_exchanges,
    forget_workshops,
    honour_refusals_elsewhere,
    ask_store_to_catch_up,
    ask_for_films,
    forget_jobs,
    forget_airings,
    forget_troubles,
    forget_letters,
    forget_persons,
)
"""What is over in the database, and what is behind; docs/use/privacy.md says how long all lasts."""
SWEEPS: tuple[Callable[[float], None], ...] = (sweep_films, forget_outbox, forget_uploads)
"""Files whose time is over, likewise."""

logger = logging.getLogger(__name__)


def configure(parser: argparse.ArgumentParser) -> None:
    """Only the supervisor says more."""
    parser.add_argument("--parent", type=int, help="end when this process does")


def run(options: argparse.Namespace) -> int:
    """Work until told to stop."""
    if options.parent:
        die_with_parent(options.parent)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    runners = [Runner(lane, stop) for lane in Lane]
    for runner in runners:
        runner.start()
    tidied_at = 0.0
    pulse = Pulse(prepare_socket_folder(settings.DATA), NAME)
    while not stop.wait(SECONDS):
        work(runners)
        pulse.beat()
        if time.monotonic() > tidied_at + SECONDS_BETWEEN_TIDYING:
            tidied_at = time.monotonic()
            keep_going(tidy)
            keep_going(lambda: remind(at=timezone.now()))
            keep_going(lambda: tell_changes(at=timezone.now()))
    for runner in runners:
        runner.join()
    return 0


def work(runners: Sequence[Runner]) -> None:
    """Do once what is due; what takes longer is the runners'."""
    keep_going(lambda: follow_schedule(at=timezone.now()))
    keep_going(lambda: end_films(at=timezone.now()))
    keep_going(record_what_runs)
    keep_going(lambda: honour_refusals(at=timezone.now()))
    keep_going(lambda: hear_refusals_elsewhere(at=timezone.now()))
    keep_going(lambda: keep_recordings(at=timezone.now()))
    keep_going(lambda: call_postman(at=timezone.now()))
    for runner in runners:
        keep_going(partial(runner.show_life, at=timezone.now()))


def tidy() -> None:
    """Forget what is kept for a time only, when that time is over.

    Each for itself: what cannot be forgotten today, such as a file, keeps nothing else.
    """
    now = timezone.now()
    for forget in FORGETS:
        try_to(partial(forget, at=now))
    for sweep in SWEEPS:
        try_to(partial(sweep, now.timestamp()))
    try_to(import_module(settings.SESSION_ENGINE).SessionStore.clear_expired)


def keep_going(task: Callable[[], object]) -> None:
    """Try to do it, over a connection that is not too old."""
    try_to(close_old_connections)
    try_to(task)


def try_to(task: Callable[[], object]) -> None:
    """Do it; a database that is away for a moment is only worth a line in the log."""
    try:
        task()
    except DatabaseError as error:
        logger.warning("The worker could not reach the database and tries again: %s", error)
    except Exception:
        logger.exception("The worker failed and tries again")
