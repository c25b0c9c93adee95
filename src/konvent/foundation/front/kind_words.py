# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Why an intent was not done: a code for scripts, a sentence for people in their language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, override

from konvent.foundation.front.answers import as_json

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from konvent.foundation.front.answers import Answer
    from konvent.foundation.refusals import RefusedError

SENTENCES: dict[str, StrOrPromise] = {
    "no-ticket": _("Taking part here needs a ticket. Please come in with the link in your mail."),
    "waiting": _("The house is full. You can take part as soon as it is your turn."),
    "no-pass": _("Please say first that you take part."),
    "expired": _("Your ticket is no longer valid. You can have a new link sent to you."),
    "revoked": _("Your ticket is no longer valid. Please ask the organiser."),
    "wrong-convention": _("Your ticket is for another convention."),
    "staff-only": _("Only the team may do this."),
    "unknown-convention": _("There is no such convention."),
    "resting": _(
        "This is paused, as very many people are here at the moment. The picture goes on."
    ),
    "no-such-act": _("There is no such thing to do. Please reload the page."),
    "not-understood": _("That was not understood. Please reload the page and try again."),
    "too-large": _("That is too much text."),
    "elsewhere": _("This came from another site, so it was not done."),
    "busy": _("Very many are taking part right now. Please try again in a few seconds."),
    "uncertain": _("That could not be saved just now. Please try again in a few seconds."),
    "failed": _("That did not work. If it stays like this, please tell the organiser."),
}
SECONDS_TO_COME_BACK = 3


def refusal(status: int, code: str, language: str) -> Answer:
    """Return what is said for a code."""
    headers = (
        [(b"retry-after", b"%d" % SECONDS_TO_COME_BACK)] if code in {"busy", "uncertain"} else []
    )
    with override(language):
        message = str(SENTENCES.get(code, SENTENCES["failed"]))
    return as_json(status, {"error": code, "message": message}, *headers)


def too_often(seconds: int, language: str) -> Answer:
    """Say when to come back."""
    with override(language):
        message = ngettext_lazy(
            "That was a lot at once. Please try again in %(seconds)d second.",
            "That was a lot at once. Please try again in %(seconds)d seconds.",
            "seconds",
        ) % {"seconds": seconds}
        said = {"error": "too-often", "message": str(message)}
    return as_json(429, said, (b"retry-after", b"%d" % seconds))


def refused(error: RefusedError, language: str) -> Answer:
    """Say what the rules say."""
    with override(language):
        said = {"error": error.code, "message": str(error)}
    if error.field:
        said["field"] = error.field
    return as_json(409, said)
