# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A real SAML identity provider for a test: whoever types a name at it is that person.

    python saml_provider.py KEY CERTIFICATE METADATA        prints its port when it listens

It serves its metadata, and reads that of the installation it answers to at the address METADATA.
Like many of them it asks people at another origin than the one it is known by: "localhost" here.
"""

from __future__ import annotations

import sys
from functools import cached_property
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.authn_context import PASSWORD
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256


class Provider(ThreadingHTTPServer):
    """Known by the address it listens at; signs what it says of people with its key."""

    daemon_threads = True

    def __init__(self, key: str, certificate: str, installation: str) -> None:
        super().__init__(("127.0.0.1", 0), Desk)
        self.home = f"http://127.0.0.1:{self.server_port}"
        self.said = {
            "entityid": f"{self.home}/metadata",
            "key_file": key,
            "cert_file": certificate,
            "service": {
                "idp": {
                    "endpoints": {
                        "single_sign_on_service": [(f"{self.home}/sso", BINDING_HTTP_REDIRECT)]
                    },
                    "name_id_format": [NAMEID_FORMAT_PERSISTENT],
                    "policy": {
                        "default": {"lifetime": {"minutes": 5}, "name_form": NAME_FORMAT_URI}
                    },
                    "sign_assertion": True,
                    "sign_response": False,
                }
            },
        }
        self.installation = installation

    def metadata(self) -> str:
        return str(entity_descriptor(IdPConfig().load(self.said)))

    @cached_property
    def identity(self) -> Server:
        """It knows whom it answers to; that house opens after this one."""
        partner = {"metadata": {"remote": [{"url": self.installation}]}}
        return Server(config=IdPConfig().load({**self.said, **partner}))

    def answer(self, question: dict[str, str], name: str) -> str:
        """Return the page that has the browser bring the answer to the question."""
        asked = self.identity.parse_authn_request(question["SAMLRequest"], BINDING_HTTP_REDIRECT)
        whither = self.identity.response_args(asked.message, [BINDING_HTTP_POST])
        binding, address = whither.pop("binding"), whither["destination"]
        number = "number-of-" + name.partition("@")[0]
        said = self.identity.create_authn_response(
            {"mail": name},
            userid=name,
            name_id=NameID(format=NAMEID_FORMAT_PERSISTENT, text=number),
            authn={"class_ref": PASSWORD},
            sign_alg=SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,
            **whither,
        )
        kept = question.get("RelayState", "")
        return self.identity.apply_binding(binding, said, address, kept, response=True)["data"]


class Desk(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        question = dict(parse_qsl(address.query))
        if address.path == "/metadata":
            self.say("application/samlmetadata+xml", self.server.metadata())
        elif self.headers["Host"].startswith("127."):
            self.send_response(302)
            self.send_header("Location", f"http://localhost:{self.server.server_port}{self.path}")
            self.end_headers()
        elif "login" in question:
            self.say("text/html", self.server.answer(question, question["login"]))
        else:
            kept = "".join(
                f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
                for name, value in question.items()
            )
            asks = '<input name="login"><button>Continue</button>'
            self.say("text/html", f'<form action="/sso">{kept}{asks}</form>')

    def say(self, kind: str, text: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(text.encode())


if __name__ == "__main__":
    provider = Provider(*sys.argv[1:])
    print(provider.server_port, flush=True)  # noqa: T201 -- whoever started it reads it
    provider.serve_forever()
