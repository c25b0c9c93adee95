# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Links that sign one person in once: from the server's shell, or as an invitation by mail.

A link carries a mark of the account's present state (last sign-in, password, address). Signing in
changes that state, so that every link made before it is spent.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from konvent.foundation.refusals import RefusedError
from konvent.people.models import User

if TYPE_CHECKING:
    from datetime import datetime

LIFETIME = timedelta(hours=24)
SALT = "konvent.people.links"


class LinkRefusedError(RefusedError):
    """The link is forged, too old, or was used before."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a genuine link says."""

    user: User
    then: str
    """Where the person goes after signing in."""
    is_strong: bool
    """Whether it replaces the second factor: only the server's shell can make such a link."""


def one_time_link(user: User, *, then: str = "/manage/") -> str:
    """Return the address that signs this user in once within 24 hours, good for the staff area.

    For the operator only: whoever can call this has the server's shell, and with it everything.
    """
    return _address(user, then=then, is_strong=True)


def invitation_link(user: User) -> str:
    """Return where a new member of staff begins: with a password, then a second factor."""
    return _address(user, then=reverse("people:begin"), is_strong=False)


def password_link(user: User) -> str:
    """Return where somebody chooses a new password; it works once, as allauth makes it."""
    key = default_token_generator.make_token(user)
    parts = {"uidb36": user_pk_to_url_str(user), "key": key}
    return f"{settings.PUBLIC_URL}{reverse('account_reset_password_from_key', kwargs=parts)}"


def read_link(token: str, *, at: datetime) -> Invitation:
    """Return what a link says. Raises LinkRefusedError."""
    try:
        facts = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        raise LinkRefusedError(_("This link is not complete. Please copy all of it.")) from None
    if at.timestamp() - facts["made"] > LIFETIME.total_seconds():
        raise LinkRefusedError(_("This link is older than 24 hours."))
    user = User.objects.filter(pk=facts["user"], is_active=True).first()
    if user is None or mark_of(user) != facts["mark"]:
        raise LinkRefusedError(_("This link was used before, or you have signed in since."))
    return Invitation(user, facts["then"], facts["strong"])


def mark_of(user: User) -> str:
    """Return a mark of the account's state that every sign-in changes."""
    state = f"{user.pk}|{user.last_login}|{user.password}|{user.email}"
    return hashlib.sha256(state.encode()).hexdigest()[:24]


def _address(user: User, *, then: str, is_strong: bool) -> str:
    facts = {
        "user": user.pk,
        "mark": mark_of(user),
        "made": timezone.now().timestamp(),
        "then": then,
        "strong": is_strong,
    }
    token = signing.dumps(facts, salt=SALT)
    return f"{settings.PUBLIC_URL}{reverse('people:link', args=[token])}"
