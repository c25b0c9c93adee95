# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The worker's part in the post, done at once."""

from threading import Event

from django.core import mail
from django.utils import timezone

from konvent.foundation.jobs import Lane, Runner
from konvent.letters.actions import call_postman


def have_letters_sent():
    """Do what the worker does about letters; return what Django's mailbox holds then."""
    call_postman(at=timezone.now())
    while Runner(Lane.POST, Event()).do_one():
        pass
    return getattr(mail, "outbox", [])
