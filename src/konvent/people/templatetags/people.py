# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the pages of the sign-in ask for."""

from django import template
from django.conf import settings
from django.urls import reverse

from konvent.people.ways import OIDC, SAML

register = template.Library()


@register.simple_tag
def directories() -> list[dict[str, str]]:
    """Return what each directory that staff may sign in with is called, and the way there."""
    ways = {
        OIDC: ("openid_connect_login", {"provider_id": OIDC}),
        SAML: ("saml_login", {"organization_slug": "directory"}),
    }
    return [
        {"name": name, "url": reverse(ways[way][0], kwargs=ways[way][1])}
        for way, name in settings.DIRECTORIES.items()
    ]
