# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where django-allauth's sign-in is ours: closed to newcomers, bounded in its work."""

from __future__ import annotations

import io
import time
from threading import BoundedSemaphore
from typing import TYPE_CHECKING, Any

import segno
from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from konvent.foundation.networks import place_of

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest

CHECKS_AT_ONCE, MOST_WAITING = 2, 1
"""How many passwords one process checks at the same time, and how many more may wait for that.

A check costs about a third of a second of CPU by design. The application process has few threads;
with these bounds a crowd at the sign-in never takes all of them, and everybody else is served.
"""
PATIENCE = 1.0
"""Seconds that somebody waits before being asked to try again."""
SAID_BY_THE_NEXT_PAGE = ("logged_", "totp_activated", "recovery_codes_generated")
_checks = BoundedSemaphore(CHECKS_AT_ONCE)
_waiting = BoundedSemaphore(MOST_WAITING)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "busy": _("Many people are signing in right now. Please try again in a moment."),
        # In words of ours: allauth's German is on first-name terms.
        "enter_current_password": _("Please type your current password."),
        "too_many_login_attempts": _("Too many failed login attempts. Try again later."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Accounts are made by organisers and operators."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:  # noqa: ANN401 -- allauth's signature
        """Check a password, unless as many as we can bear are being checked, and one waits."""
        if not _checks.acquire(blocking=False) and not self._waits():
            raise self.validation_error("busy")
        try:
            user: AbstractBaseUser | None = super().authenticate(request, **credentials)
            return user
        finally:
            _checks.release()

    @staticmethod
    def _waits() -> bool:
        """Wait a moment for a check to end; say whether one did, and this one may begin."""
        if not _waiting.acquire(blocking=False):
            return False
        try:
            return _checks.acquire(timeout=PATIENCE)
        finally:
            _waiting.release()

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count attempts by network: with IPv6 one visitor has any number of addresses."""
        return place_of(super().get_client_ip(request))

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask again before a factor is changed, unless the person has only just signed in."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        if time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        is_required: bool = super().is_reauthentication_required(app=app)
        return is_required

    def add_message(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- allauth's signature
        """Say nothing where the next page says it: that one is signed in, or out, or has codes."""
        template = options.get("message_template") or (args[2] if len(args) > 2 else "")  # noqa: PLR2004 -- allauth's third argument
        if not any(said in str(template) for said in SAID_BY_THE_NEXT_PAGE):
            super().add_message(*args, **options)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    def build_totp_svg(self, url: str) -> str:
        """Return the QR code that an authenticator app reads."""
        picture = io.BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", xmldecl=False, border=2)
        return picture.getvalue().decode()

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002, ARG002 -- allauth's signature
        """Suggest a name for a passkey."""
        return gettext("My device") if type == Authenticator.Type.WEBAUTHN else str(type)
