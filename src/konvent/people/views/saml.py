# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The way to a directory that speaks SAML, and back."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from allauth.core import ratelimit
from allauth.socialaccount.helpers import complete_social_login
from allauth.socialaccount.providers.saml import views
from allauth.socialaccount.providers.saml.utils import get_app_or_404
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from konvent.people.participants import goes_too_often
from konvent.people.saml import (
    DIRECTORY,
    DirectoryUnreadableError,
    NotBelievedError,
    believe,
    metadata,
    our_metadata,
)
from konvent.people.views.account import directory_away, not_confirmed
from konvent.people.views.leaving import lead_on
from konvent.people.ways import SAML

if TYPE_CHECKING:
    from allauth.socialaccount.models import SocialLogin
    from django.http import HttpRequest

LARGEST_ANSWER = 60_000
ANSWER, KEPT_FOR = "konvent_saml_answer", 120
"""The cookie that says which answer this browser brought, and the seconds for which it is kept."""

logger = logging.getLogger(__name__)


@require_http_methods(["GET", "HEAD", "POST"])
def saml_login(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Lead to the directory; somebody who only follows a link sees the sign-in first."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("account_login"))
    try:
        metadata()
    except DirectoryUnreadableError as error:
        logger.warning("The directory cannot be asked: %s", error)
        return directory_away(request)
    answer: HttpResponse = views.login(request, organization_slug=organization_slug)
    return lead_on(request, answer, SAML)


@csrf_exempt
@require_POST
def saml_acs(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Keep what another site had the browser post, and have the browser come with our cookies."""
    get_app_or_404(request, organization_slug)
    if goes_too_often(request, "back"):
        too_often: HttpResponse = ratelimit.respond_429(request)
        return too_often
    answer = request.POST.get("SAMLResponse", "")
    if not 0 < len(answer) <= LARGEST_ANSWER:
        return not_confirmed(request)
    kept = SessionStore()
    kept["answer"] = answer
    kept.set_expiry(KEPT_FOR)
    kept.save()
    back = reverse("saml_finish_acs", args=[organization_slug])
    response = HttpResponseRedirect(back)
    response.set_cookie(
        ANSWER,
        kept.session_key or "",
        max_age=KEPT_FOR,
        path=back,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


@require_GET
def saml_finish_acs(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Sign somebody in by an answer that is to be believed; it is read once."""
    get_app_or_404(request, organization_slug)
    try:
        login = _who(request)
    except DirectoryUnreadableError as error:
        logger.warning("The directory cannot be asked: %s", error)
        return directory_away(request)
    except NotBelievedError as error:
        logger.warning("An answer of the directory was not believed: %s", error)
        return not_confirmed(request)
    response: HttpResponse = complete_social_login(request, login)
    return response


def _who(request: HttpRequest) -> SocialLogin:
    kept = SessionStore(request.COOKIES.get(ANSWER))
    answer = kept.get("answer", "")
    kept.flush()
    if not answer:
        raise NotBelievedError("this browser brought none, or brings it again")
    response = believe(answer, request)
    provider = get_app_or_404(request, DIRECTORY).get_provider(request)
    try:
        login = provider.sociallogin_from_response(request, response)
        login.state = provider.unstash_redirect_state(request, response.get_in_response_to())
    except (ValueError, PermissionDenied) as error:
        raise NotBelievedError("this browser did not ask for it") from error
    return login


@require_GET
def saml_metadata(request: HttpRequest, organization_slug: str) -> HttpResponse:
    """Say what the directory's operator needs to know about us."""
    get_app_or_404(request, organization_slug)
    return HttpResponse(our_metadata(request), content_type="application/samlmetadata+xml")
