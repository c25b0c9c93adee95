# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The addresses that a directory by OpenID Connect needs; loaded only where one is named."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

from konvent.people.participants import PATIENCE, DirectoryAwayError, asking
from konvent.people.views.account import directory_away
from konvent.people.views.leaving import lead_on
from konvent.people.ways import OIDC

if TYPE_CHECKING:
    from django.http import HttpRequest

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the directory; somebody who only follows a link sees the sign-in first."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_login"))
    try:
        with asking():
            answer: HttpResponse = views.login(request, provider_id)
    except DirectoryAwayError as error:
        logger.warning("The directory cannot be asked: %s", error or "many ask at once")
        return directory_away(request)
    return lead_on(request, answer, OIDC)


@require_http_methods(["GET", "HEAD"])
def callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Sign in whom the directory has confirmed."""
    try:
        with asking(patience=PATIENCE):
            answer: HttpResponse = views.callback(request, provider_id)
    except DirectoryAwayError as error:
        logger.warning("The directory cannot be asked: %s", error or "many ask at once")
        return directory_away(request)
    return answer


urlpatterns = [
    path("login/", login, name="openid_connect_login"),
    path("login/callback/", callback, name="openid_connect_callback"),
]
