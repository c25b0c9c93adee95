# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A member of staff and their own sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from konvent.foundation.staff import LINK, has_second_factor
from konvent.people.access import signed_in
from konvent.people.actions.staff import change_language, use_link
from konvent.people.links import LinkRefusedError, read_link
from konvent.people.participants import AWAY, back_to_door

if TYPE_CHECKING:
    from allauth.mfa.totp.forms import ActivateTOTPForm
    from allauth.mfa.webauthn.forms import AddWebAuthnForm
    from django.http import HttpRequest

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
FORBIDDEN, GONE, UNAVAILABLE = 403, 410, 503


@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether this is the person, then sign them in: just looking opens nothing."""
    try:
        if request.method != "POST":
            invitation = read_link(token, at=timezone.now())
            return render(request, "people/link.html", {"invitation": invitation})
        invitation = use_link(token=token, at=timezone.now())
    except LinkRefusedError as refusal:
        return render(request, "people/link_refused.html", {"refusal": refusal}, status=GONE)
    login(request, invitation.user, backend=BACKEND)
    method = LINK if invitation.is_strong else "invitation"
    record_authentication(request, invitation.user, method, reauthenticated=True)
    return HttpResponseRedirect(invitation.then)


@require_http_methods(["GET", "HEAD"])
def directory_cancelled(request: HttpRequest) -> HttpResponse:
    """Say to somebody who turned back at the directory that nothing has happened."""
    return back_to_door(request) or render(request, "people/directory_cancelled.html")


def not_confirmed(request: HttpRequest) -> HttpResponse:
    """Say that the directory did not confirm anybody, and lead back to the sign-in."""
    return back_to_door(request) or render(
        request, "people/directory_failed.html", status=FORBIDDEN
    )


def directory_away(request: HttpRequest) -> HttpResponse:
    """Say that the directory cannot be asked just now, and lead back to the sign-in."""
    return back_to_door(request, AWAY) or render(
        request, "people/directory_failed.html", {"is_away": True}, status=UNAVAILABLE
    )


@login_required
@require_http_methods(["GET", "HEAD"])
def account(request: HttpRequest) -> HttpResponse:
    """What the person signs in with, and ways to change it."""
    user = signed_in(request)
    factors = Authenticator.objects.filter(user=user)
    kinds = {factor.type for factor in factors}
    context = {
        "has_password": user.has_usable_password(),
        "has_app": Authenticator.Type.TOTP in kinds,
        "has_codes": Authenticator.Type.RECOVERY_CODES in kinds,
        "passkeys": factors.filter(type=Authenticator.Type.WEBAUTHN).order_by("created_at", "pk"),
    }
    return render(request, "people/account.html", context)


@login_required
@require_http_methods(["GET", "HEAD"])
def begin(request: HttpRequest) -> HttpResponse:
    """Lead somebody new to what they still need: a password, a second factor, the staff area."""
    user = signed_in(request)
    here = reverse("people:begin")
    if not user.has_usable_password():
        return HttpResponseRedirect(f"{reverse('account_set_password')}?next={here}")
    if not has_second_factor(user):
        return HttpResponseRedirect(f"{reverse('mfa_activate_totp')}?next={here}")
    return HttpResponseRedirect(reverse("people:home"))


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remember the language a person wants to work in, and go back to where they were."""
    wanted = request.POST.get("language", "")
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    ):
        back = reverse("people:account")
    response = HttpResponseRedirect(back)
    if wanted in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        if request.user.is_authenticated:
            change_language(user=signed_in(request), language=wanted)
    return response


class ActivateApp(ActivateTOTPView):  # type: ignore[misc]  # allauth has no types
    """Setting up the app has just proved that it is there: nobody is asked for a second code."""

    def form_valid(self, form: ActivateTOTPForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        user = signed_in(self.request)
        record_authentication(self.request, user, "mfa", type="totp", reauthenticated=True)
        messages.info(self.request, _("From now on the app's code is asked for at sign-in."))
        return response


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """A passkey that was just made has proved who is here, twice."""

    def form_valid(self, form: AddWebAuthnForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        user = signed_in(self.request)
        record_authentication(self.request, user, "mfa", type="webauthn", reauthenticated=True)
        return response

    def get_success_url(self) -> str:
        """Lead to the recovery codes the first time, else back to where one came from."""
        if self.did_generate_recovery_codes:
            return reverse("mfa_view_recovery_codes")
        return reverse("people:account")


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """Afterwards one is back at one's own sign-in."""

    success_url = reverse_lazy("people:account")
