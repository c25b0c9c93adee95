# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The sign-in of django-allauth, as far as staff needs it: nobody signs up, addresses stay."""

from allauth.account import views
from django.conf import settings
from django.shortcuts import redirect
from django.urls import include, path, re_path
from django.views.generic import RedirectView

from konvent.people.views.account import (
    ActivateApp,
    AddPasskey,
    RemovePasskey,
    directory_cancelled,
)
from konvent.people.ways import OIDC, SAML

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("signup/", views.signup, name="account_signup"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("password/set/", views.password_set, name="account_set_password"),
    path("password/reset/", views.password_reset, name="account_reset_password"),
    path("password/reset/done/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "password/reset/key/done/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("2fa/totp/activate/", ActivateApp.as_view(), name="mfa_activate_totp"),
    path("2fa/webauthn/", RedirectView.as_view(pattern_name="people:account")),
    path("2fa/webauthn/add/", AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "2fa/webauthn/keys/<int:pk>/remove/",
        RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(
        "2fa/webauthn/keys/<int:pk>/edit/",
        lambda request, pk: redirect("people:account"),  # noqa: ARG005 -- names stay as they are
    ),
    path("2fa/", include("allauth.mfa.urls")),
]
if settings.DIRECTORIES:
    urlpatterns += [
        path("directory/cancelled/", directory_cancelled, name="socialaccount_login_cancelled"),
    ]
if OIDC in settings.DIRECTORIES:
    urlpatterns += [path("oidc/<slug:provider_id>/", include("konvent.people.openid_urls"))]
if SAML in settings.DIRECTORIES:
    urlpatterns += [path("saml/<slug:organization_slug>/", include("konvent.people.saml_urls"))]
