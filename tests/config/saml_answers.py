# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Answers of a directory by SAML, changed and signed as one likes."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING

from lxml import etree
from onelogin.saml2.constants import OneLogin_Saml2_Constants
from onelogin.saml2.utils import OneLogin_Saml2_Utils

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = {
    "protocol": "urn:oasis:names:tc:SAML:2.0:protocol",
    "saml": "urn:oasis:names:tc:SAML:2.0:assertion",
    "ds": "http://www.w3.org/2000/09/xmldsig#",
}
WORN_OUT = {
    "sign_algorithm": OneLogin_Saml2_Constants.RSA_SHA1,
    "digest_algorithm": OneLogin_Saml2_Constants.SHA1,
}
"""How nobody should sign any more, and some directories do unless they are told."""
YESTERDAY = "2026-01-01T00:00:00Z"


def leave_out(path: str) -> Callable[[etree._Element], None]:
    def change(document: etree._Element) -> None:
        for found in document.xpath(path, namespaces=NAMES):
            found.getparent().remove(found)

    return change


def say(path: str, name: str, value: str | None) -> Callable[[etree._Element], None]:
    """Give an attribute another value, or none; without a name it is what stands there."""

    def change(document: etree._Element) -> None:
        for found in document.xpath(path, namespaces=NAMES):
            if not name:
                found.text = value
            elif value is None:
                del found.attrib[name]
            else:
                found.set(name, value)

    return change


CONFIRMED = "//saml:SubjectConfirmationData"
WELL_SIGNED_BUT = {
    "too late": say(CONFIRMED, "NotOnOrAfter", YESTERDAY),
    "not yet, or no more": say("//saml:Conditions", "NotOnOrAfter", YESTERDAY),
    "without an end": say(CONFIRMED, "NotOnOrAfter", None),
    "for another house": say("//saml:Audience", "", "https://elsewhere.example/metadata"),
    "for nobody in particular": leave_out("//saml:AudienceRestriction"),
    "from another directory": say("//saml:Issuer", "", "https://elsewhere.example/"),
    "to another question": say(CONFIRMED, "InResponseTo", "_another"),
    "to no question": say(CONFIRMED, "InResponseTo", None),
    "sent elsewhere": say(CONFIRMED, "Recipient", "https://elsewhere.example/acs/"),
    "about nobody who stays": say(
        "//saml:NameID", "Format", "urn:oasis:names:tc:SAML:2.0:nameid-format:transient"
    ),
}


def altered(answer: bytes, change: Callable[[etree._Element], None]) -> etree._Element:
    document = etree.fromstring(answer)
    change(document)
    return document


def signed(document: etree._Element, key: str, certificate: str, **way: str) -> str:
    """Sign the assertion anew, as the directory would, or in another way."""
    leave_out("//ds:Signature")(document)
    assertion = document.find("saml:Assertion", NAMES)
    made = OneLogin_Saml2_Utils.add_sign(etree.tostring(assertion), key, certificate, **way)
    document.replace(assertion, etree.fromstring(made))
    return b64encode(etree.tostring(document)).decode()
