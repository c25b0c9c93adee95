# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The audit log, and the jobs of the worker."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """One change: who did what to which thing, when, and how it was before; never rewritten."""

    at = models.DateTimeField(_("time"), db_index=True)
    convention = models.CharField(_("convention"), max_length=50, blank=True, db_index=True)
    actor_key = models.CharField(max_length=40, blank=True)
    """Key of the user, without a reference: an entry outlives the account."""
    actor_name = models.CharField(_("who"), max_length=200)
    verb = models.CharField(_("what"), max_length=50)
    thing = models.CharField(_("kind of thing"), max_length=50)
    thing_key = models.CharField(_("which one"), max_length=200)
    thing_name = models.CharField(_("name"), max_length=300)
    changes = models.JSONField(_("changes"), default=dict)

    class Meta:
        indexes = (models.Index(fields=["convention", "-at"]),)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.thing_name}"


class JobState(models.TextChoices):
    """How far a job is."""

    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("at work")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Job(models.Model):
    """Work that takes longer than a person waits; the worker does it, and a crash only delays it.

    There is one at a time for each kind and thing. What is asked for again while it is being done
    is done once more afterwards.
    """

    kind = models.CharField(_("kind"), max_length=50)
    key = models.CharField(_("which one"), max_length=200)
    lane = models.CharField(max_length=10)
    facts = models.JSONField(default=dict, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=JobState.choices, default=JobState.WAITING
    )
    share = models.FloatField(_("share that is done"), default=0.0)
    failure = models.CharField(_("why it failed"), max_length=300, blank=True)
    """In English; it is translated where it is shown."""
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    is_wanted_again = models.BooleanField(default=False)
    asked_at = models.DateTimeField(_("asked for"))
    not_before = models.DateTimeField(_("not before"))
    alive_at = models.DateTimeField(null=True, blank=True)
    """When whoever does it was last known to be alive."""
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["kind", "key"],
                condition=Q(state__in=["waiting", "running"]),
                name="one_job_for_each_thing",
            ),
        )
        indexes = (models.Index(fields=["state", "lane", "not_before"]),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @property
    def is_open(self) -> bool:
        return self.state in {JobState.WAITING, JobState.RUNNING}

    @property
    def percent(self) -> int:
        return int(100 * self.share)
