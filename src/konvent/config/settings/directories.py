# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the operator says about directories that staff may sign in with, in django-allauth's words.

Only what is named is loaded: its parts, its tables, its addresses.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from konvent.people.ways import OIDC, SAML

if TYPE_CHECKING:
    from konvent.config.environment import Environment

OUR_METADATA = "/account/saml/directory/metadata/"
METADATA_IS_GOOD_FOR = 60 * 60
"""Seconds after which a directory's metadata is read again: its keys change over the years."""
PATIENCE = 5
"""Seconds that it may take to be read."""


def directory_apps(said: Environment) -> list[str]:
    """Return the parts of django-allauth that speak to what the operator named."""
    ways = "allauth.socialaccount.providers."
    spoken = [ways + "openid_connect"] if said.oidc_url else []
    spoken += [ways + "saml"] if said.saml_metadata else []
    return ["allauth.socialaccount", *spoken] if spoken else []


def directory_names(said: Environment) -> dict[str, str]:
    """Return what each directory is called on the page of the sign-in."""
    ways = {OIDC: said.oidc_name} if said.oidc_url else {}
    return ways | ({SAML: said.saml_name} if said.saml_metadata else {})


def directories_that_prove_twice(said: Environment) -> frozenset[str]:
    """Return those that ask for a second factor themselves."""
    oidc = {OIDC} if said.oidc_proves_twice else set()
    return frozenset(oidc | ({SAML} if said.saml_proves_twice else set()))


def directory_providers(said: Environment) -> dict[str, dict[str, Any]]:
    """Return how each is spoken to."""
    return {
        "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [_openid(said)]},
        "saml": {"APPS": [_saml(said)]},
    }


def _openid(said: Environment) -> dict[str, Any]:
    return {
        "provider_id": OIDC,
        "name": said.oidc_name,
        "client_id": said.oidc_client,
        "secret": said.oidc_secret,
        "settings": {"server_url": said.oidc_url},
    }


def _saml(said: Environment) -> dict[str, Any]:
    is_file = said.saml_metadata.startswith("/")
    metadata = Path(said.saml_metadata).as_uri() if is_file else said.saml_metadata
    return {
        "provider_id": SAML,
        "name": said.saml_name,
        "client_id": "directory",
        "settings": {
            "attribute_mapping": {"uid": said.saml_person, "email": said.saml_email},
            "verified_email": said.saml_domains,
            "idp": {
                "metadata_url": metadata,
                "entity_id": said.saml_provider or None,
                "metadata_request_timeout": PATIENCE,
                "metadata_cache_timeout": METADATA_IS_GOOD_FOR,
            },
            "sp": {"entity_id": said.saml_entity_id or said.address + OUR_METADATA},
            "advanced": {
                "strict": True,
                "want_assertion_signed": True,
                "want_attribute_statement": False,
                "reject_deprecated_algorithm": True,
                "reject_idp_initiated_sso": True,
            },
        },
    }
