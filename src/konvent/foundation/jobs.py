# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Jobs: ask for work that takes longer than a person waits, and do it.

A kind of job is a function in a chapter's tasks.py. The worker has a thread for each lane, so that
a letter never waits behind a film. A job may be begun several times, after a crash for example,
so each begins by clearing away what is left of an earlier attempt.
"""

from __future__ import annotations

import logging
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.db import DatabaseError, close_old_connections, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_noop

from konvent.foundation.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Do = Callable[["Run"], None]

LOOK_EVERY = 1.0
SECONDS_TO_STOP = 1.0
REPORT_EVERY = timedelta(seconds=2)
DEAD_AFTER = timedelta(seconds=20)
"""Without a sign of life for so long, a job is somebody else's to do."""
MOST_ATTEMPTS = 4
FIRST_PAUSE = timedelta(seconds=30)
KEPT = timedelta(days=30)
NOT_FORESEEN = gettext_noop(
    "Something went wrong that was not foreseen. The server's log says more to its operator."
)

logger = logging.getLogger(__name__)


class Lane(StrEnum):
    """What waits behind what."""

    QUICK = "quick"
    """Seconds: small pictures."""
    POST = "post"
    """Letters, as slowly as a mail server wants them."""
    LONG = "long"
    """Minutes: films."""
    STORE = "store"
    """What waits for the store for objects, however slow that is."""


class JobFailedError(Exception):
    """It cannot be done, now or later; the message is a sentence marked with gettext_noop."""


class StoppedError(Exception):
    """The worker is told to stop; the job is done from its beginning when it is back."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of job and how it is done."""

    lane: Lane
    do: Do


KINDS: dict[str, Kind] = {}


def job(name: str, *, lane: Lane) -> Callable[[Do], Do]:
    """Register the decorated function as what does this kind of job."""

    def register(do: Do) -> Do:
        KINDS[name] = Kind(lane, do)
        return do

    return register


def ask_for(*, kind: str, key: str, at: datetime, facts: dict[str, Any] | None = None) -> None:
    """Ask for a job, inside the caller's transaction; what waits already is not asked for twice."""
    with transaction.atomic():
        open_ones = Job.objects.select_for_update().filter(_is_open(), kind=kind, key=key)
        there = open_ones.first()
        if there is None:
            Job.objects.create(
                kind=kind,
                key=key,
                lane=KINDS[kind].lane,
                facts=facts or {},
                asked_at=at,
                not_before=at,
            )
        elif there.state == JobState.RUNNING:
            Job.objects.filter(pk=there.pk).update(is_wanted_again=True)


def is_open(kinds: Collection[str], key: str) -> bool:
    """Say whether a job of these kinds waits or is being done."""
    return Job.objects.filter(_is_open(), kind__in=kinds, key=key).exists()


def is_any_open(kind: str, *, besides: str) -> bool:
    """Say whether a job of this kind waits or is being done that is about something else."""
    return Job.objects.filter(_is_open(), kind=kind).exclude(key=besides).exists()


def keys_that_failed(kind: str, *, not_for: Collection[str] = ()) -> set[str]:
    """Return what failed when it was last tried; not for reasons that pass by themselves."""
    jobs = Job.objects.filter(kind=kind).order_by("asked_at", "pk")
    newest = {key: facts for key, *facts in jobs.values_list("key", "state", "failure")}
    return {
        key
        for key, (state, failure) in newest.items()
        if state == JobState.FAILED and failure not in not_for
    }


def forget_failures(*, kind: str, key: str) -> None:
    """Let it be tried anew: it is not any more what it was when it failed."""
    Job.objects.filter(kind=kind, key=key, state=JobState.FAILED).delete()


def newest_job(kind: str, key: str) -> Job | None:
    """Return the job that was asked for last."""
    return Job.objects.filter(kind=kind, key=key).order_by("-asked_at", "-pk").first()


def newest_job_of(kind: str, keys: Collection[str]) -> Job | None:
    """Return the job that was asked for last, for any of these."""
    return Job.objects.filter(kind=kind, key__in=keys).order_by("-asked_at", "-pk").first()


def forget_jobs(*, at: datetime) -> None:
    """Forget what was finished long ago."""
    Job.objects.filter(finished_at__lt=at - KEPT).delete()


def _is_open() -> Q:
    return Q(state__in=[JobState.WAITING, JobState.RUNNING])


@dataclass(slots=True)
class Run:
    """A job being done."""

    job: Job
    stop: threading.Event
    reported_at: datetime = field(default_factory=timezone.now)

    @property
    def key(self) -> str:
        return self.job.key

    def report(self, share: float) -> None:
        """Say how much is done, as often as one likes. Raises StoppedError."""
        if self.stop.is_set():
            raise StoppedError
        now = timezone.now()
        if now >= self.reported_at + REPORT_EVERY:
            self.reported_at = now
            Job.objects.filter(pk=self.job.pk).update(share=min(max(share, 0.0), 1.0), alive_at=now)


class Runner:
    """Does the jobs of a lane, one after the other."""

    def __init__(self, lane: Lane, stop: threading.Event) -> None:
        self.lane, self.stop = lane, stop
        self.at_work_on: int | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work in a thread that ends with the process."""
        self._thread = threading.Thread(target=self._work, name=f"jobs-{self.lane}", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Give the present job a moment to stop where it is."""
        if self._thread:
            self._thread.join(SECONDS_TO_STOP)

    def show_life(self, *, at: datetime) -> None:
        """Say that the present job is not forgotten, even if it has nothing to report."""
        if self.at_work_on:
            old = at - DEAD_AFTER / 4
            Job.objects.filter(pk=self.at_work_on, alive_at__lt=old).update(alive_at=at)

    def _work(self) -> None:
        while not self.stop.is_set():
            try:
                close_old_connections()
                did_something = self.do_one()
            except DatabaseError as error:
                logger.warning("Jobs could not be read, trying again: %s", error)
                did_something = False
            except Exception:
                logger.exception("A job of the lane “%s” ended in disorder", self.lane)
                did_something = False
            if not did_something:
                self.stop.wait(LOOK_EVERY)
        connection.close()

    def do_one(self) -> bool:
        """Do what is due next; say if there was something."""
        chosen = self._take(timezone.now())
        if chosen is None:
            return False
        self.at_work_on = chosen.pk
        try:
            self._do(chosen)
        finally:
            self.at_work_on = None
        return True

    @transaction.atomic
    def _take(self, now: datetime) -> Job | None:
        """Take the oldest job that is due, or that somebody died over."""
        due = Q(state=JobState.WAITING, not_before__lte=now)
        orphaned = Q(state=JobState.RUNNING, alive_at__lt=now - DEAD_AFTER)
        skips = connection.features.has_select_for_update_skip_locked
        jobs = Job.objects.select_for_update(skip_locked=skips).filter(lane=self.lane)
        chosen = jobs.filter(due | orphaned).order_by("asked_at", "pk").first()
        if chosen is None:
            return None
        chosen.state, chosen.alive_at, chosen.share = JobState.RUNNING, now, 0.0
        chosen.attempts += 1
        chosen.is_wanted_again = False
        chosen.save()
        return chosen

    def _do(self, chosen: Job) -> None:
        kind = KINDS.get(chosen.kind)
        if kind is None or chosen.attempts > MOST_ATTEMPTS:
            self._finish(chosen, JobState.FAILED, failure=NOT_FORESEEN)
            return
        try:
            kind.do(Run(chosen, self.stop))
        except StoppedError:
            self._wait(chosen, attempts=chosen.attempts - 1)
        except JobFailedError as failure:
            self._finish(chosen, JobState.FAILED, failure=str(failure))
        except Exception:
            logger.exception("The job “%s” failed", chosen)
            if chosen.attempts < MOST_ATTEMPTS:
                self._wait(chosen, pause=FIRST_PAUSE * 2 ** (chosen.attempts - 1))
            else:
                self._finish(chosen, JobState.FAILED, failure=NOT_FORESEEN)
        else:
            self._finish(chosen, JobState.DONE)

    def _wait(
        self, chosen: Job, *, attempts: int | None = None, pause: timedelta = timedelta()
    ) -> None:
        Job.objects.filter(pk=chosen.pk).update(
            state=JobState.WAITING,
            attempts=chosen.attempts if attempts is None else attempts,
            not_before=timezone.now() + pause,
        )

    def _finish(self, chosen: Job, state: JobState, *, failure: str = "") -> None:
        """Note what became of it, unless it was deleted meanwhile, as with what it was about."""
        now = timezone.now()
        share = 1.0 if state == JobState.DONE else chosen.share
        with transaction.atomic():
            present = Job.objects.select_for_update().filter(pk=chosen.pk).first()
            if present is None:
                return
            present.state, present.share, present.failure = state, share, failure
            present.finished_at = now
            present.save()
            if present.is_wanted_again:
                ask_for(kind=present.kind, key=present.key, at=now, facts=present.facts)
