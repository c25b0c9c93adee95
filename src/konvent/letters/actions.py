# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that can be done with letters: queue them, and note what became of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from konvent.foundation import audit, records
from konvent.foundation.jobs import ask_for
from konvent.foundation.refusals import RefusedError
from konvent.letters.kinds import KINDS
from konvent.letters.models import Letter, LetterState, Wording
from konvent.letters.outbox import forget_marked
from konvent.letters.outcomes import (
    BOUNCED_LATER,
    BROKEN,
    STOPPED,
    TOO_LATE,
    Verdict,
    is_about_the_address,
    pause_after,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from django.contrib.auth.models import AbstractBaseUser

    from konvent.convention.models import Convention
    from konvent.letters.models import LetterQuerySet
    from konvent.letters.outcomes import Outcome

POST = "post"
"""The job that sends what waits; there is never more than one at a time in a house."""
KEPT = timedelta(days=60)
"""How long after its last day of use it is known that somebody got a letter."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Who gets a letter, in which language, and what about."""

    email: str
    language: str = ""
    key: str = ""
    once: str = ""


@transaction.atomic
def queue_letters(
    *,
    convention: Convention | None,
    kind: str,
    to: Iterable[Addressee],
    at: datetime,
    not_before: datetime | None = None,
) -> None:
    """Have letters sent, inside the caller's transaction; the same occasion twice is once."""
    facts = KINDS[kind]
    spoken = convention.default_language if convention else settings.LANGUAGE_CODE
    Letter.objects.bulk_create(
        (
            Letter(
                convention=convention,
                kind=kind,
                key=addressee.key,
                once=addressee.once,
                recipient=addressee.email.strip().lower(),
                language=addressee.language or spoken,
                is_urgent=facts.is_urgent,
                queued_at=at,
                not_before=not_before or at,
                expires_at=at + facts.lasts,
            )
            for addressee in to
        ),
        ignore_conflicts=True,
    )


def queue_letter(  # noqa: PLR0913 -- a letter has these facts
    *,
    convention: Convention | None,
    kind: str,
    email: str,
    language: str = "",
    key: str = "",
    once: str = "",
    at: datetime,
) -> None:
    """Have one letter sent."""
    addressee = Addressee(email, language, key, once)
    queue_letters(convention=convention, kind=kind, to=[addressee], at=at)


@transaction.atomic
def withdraw_letters(*, convention: Convention, kind: str, about: str) -> datetime | None:
    """Forget what waits about something (how its key begins); return when the first was due."""
    waiting = Letter.objects.filter(convention=convention, kind=kind, state=LetterState.WAITING)
    letters = waiting.filter(key__startswith=about)
    first = letters.order_by("not_before").first()
    letters.delete()
    return first.not_before if first else None


def call_postman(*, at: datetime) -> None:
    """Have what is due sent; called every second, it costs one look when nothing is."""
    if Letter.objects.due(at).exists():
        ask_for(kind=POST, key="", at=at)


@transaction.atomic
def take_up_unfinished(*, at: datetime) -> None:
    """Have letters sent again over which an earlier postman died: better twice than never."""
    unfinished = Letter.objects.filter(state=LetterState.SENDING)
    unfinished.update(state=LetterState.WAITING, not_before=at)


@transaction.atomic
def take_letter(*, at: datetime) -> Letter | None:
    """Take the next letter in hand; one that nobody would want any more is given up."""
    late = Letter.objects.filter(state=LetterState.WAITING, expires_at__lt=at)
    late.update(state=LetterState.GIVEN_UP, failure=TOO_LATE)
    awaited = [kind.name for kind in KINDS.values() if kind.is_awaited]
    due = Letter.objects.due(at).awaited_first(awaited)
    letter = due.select_for_update(of=("self",)).first()
    if letter is None:
        return None
    letter.state, letter.tried_at = LetterState.SENDING, at
    letter.attempts += 1
    letter.save(update_fields=["state", "tried_at", "attempts"])
    return letter


def note_sent(*, letter: Letter, at: datetime) -> None:
    """The mail server took it."""
    _note(letter, state=LetterState.SENT, sent_at=at, failure="", reply="")


def drop_letter(*, letter: Letter) -> None:
    """Forget a letter that has nothing to say: nothing tells that it was ever asked for."""
    Letter.objects.filter(pk=letter.pk).delete()


def note_broken(*, letter: Letter) -> None:
    """It could not be written; trying again would not help."""
    _note(letter, state=LetterState.GIVEN_UP, failure=BROKEN)


@transaction.atomic
def note_failure(*, letter: Letter, outcome: Outcome, at: datetime) -> None:
    """Note why it was not sent: it came back, or it waits, alone or together with all others."""
    words = {"failure": outcome.failure, "reply": outcome.reply}
    if outcome.verdict is Verdict.NEVER:
        is_final = is_about_the_address(outcome.reply)
        _note(letter, state=LetterState.BOUNCED, is_final=is_final, **words)
        return
    again_at = at + pause_after(letter.attempts)
    _note(letter, state=LetterState.WAITING, not_before=again_at, **words)
    if outcome.verdict is Verdict.NOBODY:
        waiting = Letter.objects.filter(state=LetterState.WAITING, not_before__lt=again_at)
        waiting.update(not_before=again_at)


def _note(letter: Letter, **facts: Any) -> None:  # noqa: ANN401 -- any field's value
    Letter.objects.filter(pk=letter.pk).update(**facts)


def note_stopped(*, letter: Letter) -> None:
    """It was not sent, as an earlier one told that there is no such address."""
    _note(letter, state=LetterState.GIVEN_UP, failure=STOPPED)


@transaction.atomic
def note_returned(*, letter: Letter, returned: Outcome, is_final: bool, at: datetime) -> bool:
    """Note what a mail server reported later; say whether that is news. Twice is once."""
    present = records.locked(letter)
    is_known = present.state == LetterState.BOUNCED and (present.is_final or not is_final)
    if is_known or present.state not in {LetterState.SENT, LetterState.BOUNCED}:
        return False
    before = audit.facts(present)
    present.state, present.is_final = LetterState.BOUNCED, is_final
    present.failure, present.reply = returned.failure, returned.reply
    present.save(update_fields=["state", "is_final", "failure", "reply"])
    _record(present, "mark as bounced", before, None, at)
    return True


@transaction.atomic
def mark_bounced(*, letter: Letter, by: AbstractBaseUser, at: datetime) -> None:
    """Note by hand that a letter came back after the mail server had taken it."""
    present = records.locked(letter)
    if present.state != LetterState.SENT:
        raise RefusedError(_("Only a letter that was sent can come back."))
    before = audit.facts(present)
    present.state, present.failure = LetterState.BOUNCED, BOUNCED_LATER
    present.save(update_fields=["state", "failure"])
    _record(present, "mark as bounced", before, by, at)


@transaction.atomic
def send_again(*, letter: Letter, by: AbstractBaseUser, at: datetime) -> None:
    """Try a letter once more that came back or was given up. Twice is once.

    Whoever wants that believes in the address again, so other letters to it leave as well.
    """
    present = records.locked(letter)
    if present.state not in {LetterState.BOUNCED, LetterState.GIVEN_UP}:
        return
    before = audit.facts(present)
    present.state, present.attempts, present.not_before = LetterState.WAITING, 0, at
    present.failure = present.reply = ""
    present.is_final = False
    Letter.objects.to(present.convention, present.recipient).update(is_final=False)
    present.expires_at = max(present.expires_at, at + KINDS[present.kind].lasts)
    present.save()
    _record(present, "send again", before, by, at)


def _record(
    letter: Letter, verb: str, before: dict[str, Any], by: AbstractBaseUser | None, at: datetime
) -> None:
    """Write it down without the address: the log outlives the person's wish to be forgotten."""
    changes = {"state": before["state"]}, {"state": letter.state}
    slug = letter.convention.slug if letter.convention else ""
    audit.record(
        at=at,
        actor=by,
        verb=verb,
        thing=letter,
        convention=slug,
        before=changes[0],
        after=changes[1],
    )


@transaction.atomic
def change_wording(  # noqa: PLR0913 -- an edit has these facts
    *,
    convention: Convention,
    kind: str,
    values: dict[str, Any],
    by: AbstractBaseUser | None,
    at: datetime,
    seen: str = "",
) -> None:
    """Say a kind of letter in the convention's own words. Raises ChangedMeanwhileError."""
    held = records.locked(convention)  # two who begin at once make one wording
    slug = held.slug
    there = Wording.objects.filter(convention=held, kind=kind).first()
    if there is None:
        wording = Wording(convention=held, kind=kind)
        records.add(wording, values, convention=slug, actor=by, at=at)
    else:
        records.change(there, values, convention=slug, actor=by, at=at, seen=seen)


@transaction.atomic
def forget_letters(*, at: datetime) -> None:
    """Forget long after it was of any use that somebody got a letter.

    At once, where it asked an address whether it is somebody's: who never said yes never was here.
    """
    over = Letter.objects.exclude(state__in=[LetterState.WAITING, LetterState.SENDING])
    over.filter(expires_at__lt=at - KEPT).delete()
    asked = [kind.name for kind in KINDS.values() if kind.asks_a_stranger]
    over.filter(kind__in=asked, expires_at__lt=at).delete()


@transaction.atomic
def forget_letters_about(*, convention: Convention, key: str, kinds: Iterable[str]) -> None:
    """Forget letters of these kinds about somebody, whatever address they went to."""
    _forget(Letter.objects.filter(convention=convention, key=key, kind__in=list(kinds)))


@transaction.atomic
def forward_letters(*, convention: Convention, before: str, after: str) -> None:
    """Send to another address what still waits for one, but never what is for the staff."""
    waiting = Letter.objects.to(convention, before).filter(state=LetterState.WAITING)
    waiting.exclude(kind__in=_for_the_staff()).update(recipient=after)


@transaction.atomic
def forget_recipient(*, convention: Convention, email: str) -> None:
    """Forget everything an address got, and send it nothing that still waits.

    What somebody gets as a member of the staff has nothing to do with their taking part.
    """
    _forget(Letter.objects.to(convention, email).exclude(kind__in=_for_the_staff()))


def _forget(letters: LetterQuerySet) -> None:
    """Delete letters, and what lies of them in the outbox."""
    marks = {mark for letter in letters for mark in letter.marks}
    transaction.on_commit(lambda: forget_marked(marks))
    letters.delete()


def _for_the_staff() -> list[str]:
    return [kind.name for kind in KINDS.values() if kind.is_for_staff]
