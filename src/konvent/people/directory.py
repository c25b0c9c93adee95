# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Sign-in by the directory of an organisation (OpenID Connect, SAML), where an operator names one.

The directory says who somebody is, and nothing else: it makes no accounts and gives no duties. Who
has none here is shown out in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthError
from django.shortcuts import render

from konvent.people.participants import PARTICIPANT, back_to_door, hand_over

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest

FORBIDDEN = 403


class DirectoryAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Lets in who has an account here, known by an address that the directory has verified.

    Whoever does not come as staff is handed over to those who know tickets.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:  # noqa: ARG002 -- allauth's signature
        """Accounts are made by organisers and operators."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Keep nothing of what the directory tells besides, and show strangers the way out."""
        sociallogin.account.extra_data = {}
        known = [one.email for one in sociallogin.email_addresses if one.verified]
        if sociallogin.state.get("data") == PARTICIPANT:
            raise ImmediateHttpResponse(hand_over(request, known, then=sociallogin.state["next"]))
        if not sociallogin.is_existing:
            said = {"address": known[0] if known else ""}
            answer = render(request, "people/directory_stranger.html", said, status=FORBIDDEN)
            raise ImmediateHttpResponse(answer)

    def on_authentication_error(
        self, request: HttpRequest, *_why: object, error: str = "", **_more: object
    ) -> None:
        """Say that it did not work, and that there are other ways; turning back is no error."""
        if error == AuthError.CANCELLED:
            return
        failed = render(request, "people/directory_failed.html", status=FORBIDDEN)
        raise ImmediateHttpResponse(back_to_door(request) or failed)
