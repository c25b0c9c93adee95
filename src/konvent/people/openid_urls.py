# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The addresses that a directory by OpenID Connect needs; loaded only where one is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.socialaccount.providers.openid_connect import views
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods

if TYPE_CHECKING:
    from django.http import HttpRequest


@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Lead to the directory; somebody who only follows a link sees the sign-in first."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_login"))
    response: HttpResponse = views.login(request, provider_id)
    return response


urlpatterns = [
    path("login/", login, name="openid_connect_login"),
    path("login/callback/", views.callback, name="openid_connect_callback"),
]
