# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Letters to the staff: an invitation, a link to a new password. Both links are made on leaving."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from konvent.letters.actions import queue_letter
from konvent.letters.kinds import Contents, LetterKind, Placeholder, add_kinds
from konvent.people.links import invitation_link, password_link
from konvent.people.models import User

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.convention.models import Convention
    from konvent.letters.models import Letter

INVITATION, PASSWORD = "invitation", "password"
NAME = Placeholder("name", _("the name, if there is one"), "Grace Hopper")
LINK = Placeholder(
    "link", _("the link that works once"), "https://convention.example/account/link/xyz/"
)


def queue_invitation(*, user: User, convention: Convention, at: datetime) -> None:
    """Invite somebody who has no password yet, inside the caller's transaction."""
    queue_letter(
        convention=convention,
        kind=INVITATION,
        email=user.email,
        language=user.language,
        key=str(user.pk),
        at=at,
    )


def queue_password_link(*, email: str, at: datetime) -> None:
    """Write to whatever address was typed; only who has an account gets anything."""
    queue_letter(convention=None, kind=PASSWORD, email=email, at=at)


def invitation(letter: Letter, _at: datetime) -> Contents | None:
    """Bring somebody in who still has no password."""
    user = User.objects.filter(pk=int(letter.key or 0), is_active=True).first()
    if user is None or user.has_usable_password():
        return None
    return Contents({"name": user.name, "link": invitation_link(user)}, language=user.language)


def password(letter: Letter, _at: datetime) -> Contents | None:
    """Bring a link to a new password; without an account there is nothing to say."""
    user = User.objects.filter(email__iexact=letter.recipient, is_active=True).first()
    if user is None:
        return None
    return Contents({"name": user.name, "link": password_link(user)}, language=user.language)


add_kinds(
    LetterKind(
        name=INVITATION,
        title=_("Invitation to the staff"),
        occasion=_("When somebody gets a duty who has no password here yet."),
        subject=_("Your way into the staff area of {convention}"),
        body=_(
            "Hello {name},\n\n"
            "you work on “{convention}”. This link lets you begin: first choose a password, then "
            "set up a second factor with an app on your phone. It works once, for 24 hours.\n\n"
            "{link}"
        ),
        placeholders=(NAME, LINK),
        needed=frozenset({"link"}),
        is_for_staff=True,
        write=invitation,
    ),
    LetterKind(
        name=PASSWORD,
        title=_("Link to a new password"),
        occasion=_("When somebody on the staff has forgotten theirs."),
        subject=_("Your link to a new password"),
        body=_(
            "Somebody, we hope you, asked for a new password for your account. With this link you "
            "choose it:\n\n{link}\n\nIf it was not you, just leave it; nothing changes."
        ),
        placeholders=(NAME, LINK),
        needed=frozenset({"link"}),
        lasts=timedelta(hours=3),
        is_urgent=True,
        is_awaited=True,
        is_for_staff=True,
        is_of_house=True,
        write=password,
    ),
)
