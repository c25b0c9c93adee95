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
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib.sites.shortcuts import get_current_site
from django.utils.translation import gettext_lazy as _

from konvent.foundation.post import hand_over

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from django.http import HttpRequest

CHECKS_AT_ONCE = 2
"""How many passwords one process checks at the same time.

A check costs about a third of a second of CPU by design. The application process has few threads;
with this bound a crowd at the sign-in never takes all of them, and everybody else is served.
"""
_checks = BoundedSemaphore(CHECKS_AT_ONCE)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    error_messages = DefaultAccountAdapter.error_messages | {
        "busy": _("Many people are signing in right now. Please try again in a moment."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        """Accounts are made by organisers and operators."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:  # noqa: ANN401 -- allauth's signature
        """Check a password, unless as many as we can bear are being checked."""
        if not _checks.acquire(blocking=False):
            raise self.validation_error("busy")
        try:
            user: AbstractBaseUser | None = super().authenticate(request, **credentials)
            return user
        finally:
            _checks.release()

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Let a letter leave beside the request: how long it takes would say who has an account."""
        request = allauth_context.request
        around = {"request": request, "email": email, "current_site": get_current_site(request)}
        hand_over(self.render_mail(template_prefix, email, around | context))

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Ask again before a factor is changed, unless the person has only just signed in."""
        records = get_authentication_records(self.request, self.request.user)
        newest = max((record["at"] for record in records), default=0)
        if time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT:
            return False
        is_required: bool = super().is_reauthentication_required(app=app)
        return is_required

    def add_message(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 -- allauth's signature
        """Say nothing where the next page says it: that one is signed in, or out."""
        template = options.get("message_template") or (args[2] if len(args) > 2 else "")  # noqa: PLR2004 -- allauth's third argument
        if "logged_" not in str(template):
            super().add_message(*args, **options)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth has no types
    def build_totp_svg(self, url: str) -> str:
        """Return the QR code that an authenticator app reads."""
        picture = io.BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", xmldecl=False, border=2)
        return picture.getvalue().decode()
