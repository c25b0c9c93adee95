# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Jobs are done once, in their order, whatever dies meanwhile."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.utils import timezone
from tests.foundation.front.running import eventually

from konvent.foundation import jobs
from konvent.foundation.jobs import (
    JobFailedError,
    Lane,
    Runner,
    StoppedError,
    ask_for,
    job,
    newest_job,
)
from konvent.foundation.models import Job, JobState
from konvent.foundation.processes import bound


@pytest.fixture
def done(monkeypatch):
    """What was done; a job called “bad” fails, “broken” breaks, “again” is asked for meanwhile.

    One called “gone” is deleted while it is done.
    """
    monkeypatch.setattr(jobs, "KINDS", {})
    did = []

    @job("write", lane=Lane.QUICK)
    def write(run):
        did.append(run.key)
        run.report(0.5)
        if run.key == "bad":
            raise JobFailedError("The pen is dry.")
        if run.key == "broken":
            raise OSError("the desk collapsed")
        if run.key == "again" and len(did) == 1:
            ask("again")
        if run.key == "gone":
            Job.objects.all().delete()

    @job("film", lane=Lane.LONG)
    def film(run):
        did.append(f"film {run.key}")

    return did


@pytest.fixture
def runner(db):
    return Runner(Lane.QUICK, threading.Event())


def ask(*keys, kind="write"):
    for key in keys:
        ask_for(kind=kind, key=key, at=timezone.now())


def state(key, kind="write"):
    return newest_job(kind, key).state


def test_what_is_asked_for_first_is_done_first_and_once(done, runner):
    ask("one", "two", "one")

    while runner.do_one():
        pass

    assert done == ["one", "two"]
    assert (state("one"), newest_job("write", "one").percent) == (JobState.DONE, 100)


def test_a_job_that_is_deleted_meanwhile_keeps_no_other_from_being_done(done, runner):
    ask("gone")
    runner.do_one()
    ask("next")
    runner.do_one()

    assert done == ["gone", "next"]


def test_a_letter_does_not_wait_behind_a_film(done, runner):
    ask("long", kind="film")
    ask("letter")

    assert runner.do_one()
    assert not runner.do_one()

    assert done == ["letter"]
    assert state("long", "film") == JobState.WAITING


def test_what_is_asked_for_while_it_is_done_is_done_once_more(done, runner):
    ask("again")

    while runner.do_one():
        pass

    assert done == ["again", "again"]
    assert not Job.objects.exclude(state=JobState.DONE).exists()


def test_what_cannot_be_done_says_why_and_is_not_tried_again(done, runner):
    ask("bad")

    assert runner.do_one()
    assert not runner.do_one()

    found = newest_job("write", "bad")
    assert (found.state, found.failure) == (JobState.FAILED, "The pen is dry.")


def test_what_breaks_is_tried_again_later_and_given_up_in_the_end(done, runner, caplog):
    ask("broken")
    for attempt in range(1, 5):
        assert runner.do_one()
        assert not runner.do_one()
        assert newest_job("write", "broken").attempts == attempt
        Job.objects.update(not_before=timezone.now())

    found = newest_job("write", "broken")
    assert (found.state, found.failure) == (JobState.FAILED, jobs.NOT_FORESEEN)
    assert done == ["broken"] * 4
    assert "the desk collapsed" in caplog.text


def test_a_job_whose_worker_was_killed_is_taken_up_again_and_a_living_one_is_not(done, runner):
    ask("one")
    now = timezone.now()
    Job.objects.update(state=JobState.RUNNING, attempts=1, alive_at=now)
    assert not runner.do_one()

    Job.objects.update(alive_at=now - timedelta(minutes=1))

    assert runner.do_one()
    assert (done, newest_job("write", "one").attempts) == (["one"], 2)


def test_a_job_that_kills_its_worker_every_time_is_given_up(done, runner):
    ask("one")
    long_ago = timezone.now() - timedelta(hours=1)
    Job.objects.update(state=JobState.RUNNING, attempts=jobs.MOST_ATTEMPTS, alive_at=long_ago)

    assert runner.do_one()

    assert (done, state("one")) == ([], JobState.FAILED)


def test_a_worker_that_is_told_to_stop_leaves_the_job_for_later(done, runner):
    ask("one")
    runner.stop.set()

    runner.do_one()

    found = newest_job("write", "one")
    assert (found.state, found.attempts) == (JobState.WAITING, 0)


def test_a_long_silence_is_no_death_as_long_as_the_worker_shows_life(done, runner):
    ask("one")
    now = timezone.now()
    Job.objects.update(state=JobState.RUNNING, attempts=1, alive_at=now - timedelta(minutes=1))
    runner.at_work_on = newest_job("write", "one").pk

    runner.show_life(at=now)

    assert not Runner(Lane.QUICK, threading.Event()).do_one()


def test_progress_is_written_down_now_and_then(done, runner, monkeypatch):
    monkeypatch.setattr(jobs, "REPORT_EVERY", timedelta())
    shares = []

    @job("measure", lane=Lane.QUICK)
    def measure(run):
        run.report(0.25)
        shares.append(newest_job("measure", "x").percent)
        run.report(7)
        shares.append(newest_job("measure", "x").percent)

    ask("x", kind="measure")
    runner.do_one()

    assert shares == [25, 100]


def test_a_report_stops_who_is_told_to_stop(done, runner):
    runner.stop.set()
    ask("x")
    run = jobs.Run(newest_job("write", "x"), runner.stop)

    with pytest.raises(StoppedError):
        run.report(0.1)


@pytest.mark.django_db(transaction=True)
def test_the_runner_works_in_a_thread_of_its_own_until_it_is_stopped(done):
    runner = Runner(Lane.QUICK, threading.Event())
    ask("one")

    runner.start()
    eventually(lambda: state("one") == JobState.DONE)
    runner.stop.set()
    runner.join()

    assert done == ["one"]


def test_finished_jobs_are_forgotten_after_a_month(done, runner):
    ask("old", "waiting")
    runner.do_one()
    now = timezone.now()

    jobs.forget_jobs(at=now + timedelta(days=29))
    assert Job.objects.count() == 2
    jobs.forget_jobs(at=now + timedelta(days=31))

    assert [found.key for found in Job.objects.all()] == ["waiting"]


def test_a_bound_program_ends_with_whoever_started_it(tmp_path):
    note = tmp_path / "pid"
    child = [
        sys.executable,
        "-c",
        f"import os,time;open({str(note)!r},'w').write(str(os.getpid()));time.sleep(60)",
    ]
    parent = (
        "import subprocess, sys, time\n"
        "from konvent.foundation.processes import bound\n"
        f"subprocess.Popen(bound({child!r}, niceness=3))\n"
        "time.sleep(60)\n"
    )
    starter = subprocess.Popen([sys.executable, "-c", parent])
    try:
        number = eventually(lambda: note.exists() and note.read_text())
    finally:
        starter.kill()
        starter.wait()

    eventually(lambda: not is_running(number), "the child has ended")


def is_running(number: str) -> bool:
    shown = subprocess.run(
        ["ps", "-o", "stat=", "-p", number], capture_output=True, text=True, check=False
    )
    return bool(shown.stdout.strip()) and not shown.stdout.startswith("Z")


def test_a_bound_program_is_nice():
    asked = [sys.executable, "-c", "import os; print(os.nice(0))"]

    plain = subprocess.run(asked, capture_output=True, text=True, check=True)
    nice = subprocess.run(bound(asked, niceness=4), capture_output=True, text=True, check=True)

    assert int(nice.stdout) == min(19, int(plain.stdout) + 4)
