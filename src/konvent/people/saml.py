# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A directory that speaks SAML: what it says about itself, and whether an answer is its own.

python3-saml checks signatures, times, issuer and addresses, but believes an answer that leaves out
whom it is for or what it answers. Both have to be there, within what is signed: so an assertion
that was made for somebody else, or that somebody kept, opens nothing here.
"""

from __future__ import annotations

from base64 import b64decode
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from allauth.socialaccount.providers.saml.utils import (
    build_saml_config,
    build_sp_config,
    fetch_metadata_url_config,
    prepare_django_request,
)
from cryptography import x509
from django.conf import settings
from django.core.cache import cache
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from onelogin.saml2.response import OneLogin_Saml2_Response
from onelogin.saml2.settings import OneLogin_Saml2_Settings
from onelogin.saml2.xml_utils import OneLogin_Saml2_XML

if TYPE_CHECKING:
    from datetime import datetime

    from django.http import HttpRequest

DIRECTORY = "directory"
"""How the one directory is called in addresses."""
CONFIRMATIONS = (
    "/samlp:Response/saml:Assertion/saml:Subject/saml:SubjectConfirmation"
    "/saml:SubjectConfirmationData"
)
PASSING = "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
UNREADABLE, REST = "konvent.saml.unreadable", 60
"""For how many seconds nobody waits again for metadata that could not be read."""


class DirectoryUnreadableError(Exception):
    """The directory's metadata cannot be read, or does not say what is needed."""


class NotBelievedError(Exception):
    """An answer is not the directory's, not for us, or not to what this browser asked."""


def what_was_said() -> dict[str, Any]:
    """Return what the operator said, in allauth's words."""
    (app,) = settings.SOCIALACCOUNT_PROVIDERS["saml"]["APPS"]
    said: dict[str, Any] = app["settings"]
    return said


def metadata() -> dict[str, Any]:
    """Return what the directory says about itself. Raises DirectoryUnreadableError."""
    if why := cache.get(UNREADABLE):
        raise DirectoryUnreadableError(why)
    try:
        found: dict[str, Any] = fetch_metadata_url_config(what_was_said()["idp"]).get("idp", {})
        if not (found.get("x509cert") or found.get("x509certMulti", {}).get("signing")):
            raise DirectoryUnreadableError("it names no certificate that signs")  # noqa: TRY301 -- kept like the others
        urlsplit(found["singleSignOnService"]["url"])
    except Exception as error:
        why = f"{settings.SAML_METADATA}: {error or type(error).__name__}"
        cache.set(UNREADABLE, why, REST)
        raise DirectoryUnreadableError(why) from error
    return found


def origin() -> str:
    """Return where browsers are sent to sign in; nothing when that is not known."""
    try:
        parts = urlsplit(metadata()["singleSignOnService"]["url"])
    except DirectoryUnreadableError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def keys_end_at(directory: dict[str, Any]) -> datetime:
    """Return when the last of the certificates ends that the directory signs with."""
    several = directory.get("x509certMulti", {}).get("signing", [])
    one = directory.get("x509cert")
    written = [*several, one] if one else several
    read = (x509.load_der_x509_certificate(b64decode(text)) for text in written)
    return max(certificate.not_valid_after_utc for certificate in read)


def our_metadata(request: HttpRequest) -> bytes:
    """Return what the directory's operator needs to know about us."""
    about_us = build_sp_config(request, what_was_said(), DIRECTORY)
    del about_us["singleLogoutService"]  # whoever signs out there is still asked here
    security = {"wantAssertionsSigned": True, "authnRequestsSigned": False}
    said = {"strict": True, "sp": about_us, "security": security}
    made: str | bytes = OneLogin_Saml2_Settings(said, sp_validation_only=True).get_sp_metadata()
    return made.encode() if isinstance(made, str) else made


def believe(answer: str, request: HttpRequest) -> OneLogin_Saml2_Response:
    """Return what an answer says, when it is to be believed. Raises NotBelievedError."""
    metadata()
    config = build_saml_config(request, what_was_said(), DIRECTORY)
    arrived_at = prepare_django_request(request)
    arrived_at["path_info"] = urlsplit(config["sp"]["assertionConsumerService"]["url"]).path
    try:
        response = OneLogin_Saml2_Response(OneLogin_Saml2_Settings(config), answer)
        response.is_valid(arrived_at, raise_exceptions=True)
        _is_strict(response, config["sp"]["entityId"])
    except (OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError) as error:
        raise NotBelievedError(str(error)) from error
    except (ValueError, SyntaxError, TypeError, AttributeError) as error:
        raise NotBelievedError(f"it cannot be read ({type(error).__name__})") from error
    return response


def _is_strict(response: OneLogin_Saml2_Response, us: str) -> None:
    """Ask for what python3-saml lets somebody leave out."""
    asked = response.get_in_response_to()
    confirmations = OneLogin_Saml2_XML.query(response.document, CONFIRMATIONS)
    if not asked or any(one.get("InResponseTo") != asked for one in confirmations):
        raise NotBelievedError("nobody asked for it, or it does not say who did")
    if not all(one.get("NotOnOrAfter") and one.get("Recipient") for one in confirmations):
        raise NotBelievedError("it does not say until when and where it is good")
    if us not in response.get_audiences():
        raise NotBelievedError("it does not say that it is for us")
    kept = what_was_said()["attribute_mapping"]["uid"]
    is_passing = response.get_nameid_format() == PASSING
    if is_passing and not any(response.get_attributes().get(name) for name in kept):
        raise NotBelievedError("it names nothing that stays the same about a person")
