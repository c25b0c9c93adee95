# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Who works here, and how surely we know it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.http import urlencode

from konvent.foundation.menu import ENTRIES
from konvent.foundation.whence import page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from konvent.foundation.menu import MenuEntry

LINK = "sign-in-link"
STRONG = frozenset({"mfa", LINK})
"""Ways to sign in that are good for the staff area: a second factor, or a link from the server."""


def is_enough(record: dict[str, Any]) -> bool:
    """Whether a way to sign in is enough; a directory's is, where it proves twice itself."""
    if record.get("method") == "socialaccount":
        return record.get("provider") in settings.DIRECTORIES_THAT_PROVE_TWICE
    return record.get("method") in STRONG


def signed_in(request: HttpRequest) -> AbstractBaseUser:
    """Return the signed-in user, or refuse the visitor."""
    if isinstance(request.user, AbstractBaseUser):
        return request.user
    raise PermissionDenied


def way_to_prove(request: HttpRequest) -> HttpResponseRedirect | None:
    """Return where the visitor has to go first: to sign in, or to the second factor."""
    if not request.user.is_authenticated:
        return _detour(request, resolve_url(settings.LOGIN_URL))
    records = get_authentication_records(request, request.user)
    if any(is_enough(record) for record in records):
        return None
    if has_second_factor(request.user):
        return _detour(request, reverse("mfa_reauthenticate"))
    return _detour(request, reverse("mfa_activate_totp"))


def came_by_link(request: HttpRequest) -> bool:
    """Whether a link from the server let the visitor in."""
    records = get_authentication_records(request, request.user)
    return any(record.get("method") == LINK for record in records)


def has_second_factor(user: AbstractBaseUser) -> bool:
    """Whether somebody can prove it twice: by an app's code, or by a passkey."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user=user, type__in=kinds).exists())


def _detour(request: HttpRequest, address: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{address}?{urlencode({'next': page_of(request)})}")


def permissions_of(request: HttpRequest, thing: object) -> Iterable[str]:
    """Return what the visitor may do with a thing, by name."""
    ask: Callable[[object], Iterable[str]] | None = getattr(
        request.user, "get_all_permissions", None
    )
    return ask(thing) if ask else ()


def pages_open_to(request: HttpRequest, thing: object) -> list[MenuEntry]:
    """Return the pages of a convention's staff area that the visitor may open."""
    allowed = set(permissions_of(request, thing))
    return [entry for entry in ENTRIES if entry.permission in allowed]
