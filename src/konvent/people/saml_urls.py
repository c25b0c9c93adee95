# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The addresses that a directory by SAML needs; loaded only where an operator names one."""

from django.urls import path
from django.views.generic import RedirectView

from konvent.people.views.saml import saml_acs, saml_finish_acs, saml_login, saml_metadata

urlpatterns = [
    path("login/", saml_login, name="saml_login"),
    path("acs/", saml_acs, name="saml_acs"),
    path("acs/finish/", saml_finish_acs, name="saml_finish_acs"),
    path("metadata/", saml_metadata, name="saml_metadata"),
    # allauth wants the name; our metadata does not offer it: nobody is signed out from afar.
    path("sls/", RedirectView.as_view(pattern_name="account_logout"), name="saml_sls"),
]
