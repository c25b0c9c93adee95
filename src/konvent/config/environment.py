# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Every variable an operator can set, typed and described; docs/run/settings.md lists them all."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from ipaddress import ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from konvent.foundation.networks import is_this_machine

ADDRESS_NOTE = "address"
"""File in the data folder in which `konvent serve` notes the address it opens the house at."""


def standard_place() -> Path:
    """Where an installation keeps its data when nobody says otherwise (XDG base directories)."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home())) / "konvent"
    home = os.environ.get("XDG_DATA_HOME")
    return (Path(home) if home else Path.home() / ".local" / "share") / "konvent"


class Environment(BaseSettings):
    """What the operator decides; each field is the variable KONVENT_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="KONVENT_", extra="forbid")

    data: Path = Field(
        default_factory=standard_place,
        description="Folder that holds everything of this installation: database, secrets, media.",
    )
    database_url: str = Field(
        default="",
        description=(
            "PostgreSQL as postgres://user:password@host/name; "
            "empty means SQLite in the data folder."
        ),
    )
    secret_key: str = Field(
        default="",
        description=(
            "Key that signs tickets and cookies; empty means one is generated into the data folder."
        ),
    )
    secret_key_fallbacks: list[str] = Field(
        default=[],
        description=(
            "Earlier keys that are still accepted, newest first (a JSON list), "
            "to rotate without locking anybody out."
        ),
    )
    bus: str = Field(
        default="",
        pattern=r"^(|postgres|rediss?://.+|unix://.+)$",
        description=(
            "How processes on several machines hear of changes: postgres, or redis://host:6379; "
            "empty means a socket in the data folder."
        ),
    )
    hosts: list[str] = Field(
        default=["127.0.0.1", "localhost", "[::1]"],
        description="Names this installation answers to (a JSON list).",
    )
    public_url: str = Field(
        default="http://127.0.0.1:8000",
        description=(
            "Address people type, without a slash at the end; "
            "used in ticket links, feeds and calendars."
        ),
    )
    proxies: list[str] = Field(
        default=[],
        description=(
            "Addresses of servers in front that are believed when they name a visitor's address, "
            "besides those on this machine (a JSON list)."
        ),
    )
    large_networks: dict[str, int] = Field(
        default={},
        description=(
            "Networks that many people share, such as a ministry behind one address, and how many "
            'they are (JSON): {"192.0.2.0/28": 3000}.'
        ),
    )
    email_url: str = Field(
        default="",
        description=(
            "Mail server as smtp://user:password@host:587 (smtps:// for TLS from the start); "
            "empty writes mails into the outbox folder."
        ),
    )
    email_from: str = Field(
        default="konvent@localhost",
        description="Sender of every mail.",
    )
    email_per_minute: int = Field(
        default=120,
        ge=1,
        description="How many letters the mail server is given within a minute at most.",
    )
    memory: str = Field(
        default="/dev/shm",  # noqa: S108 -- whose folder it is there, is checked
        description=(
            "Folder in memory (tmpfs) for the last seconds of each stage, so that a full disk "
            "stops no picture; if it is missing or too small, the data folder serves."
        ),
    )
    srt_ports: str = Field(
        default="9710-9749",
        pattern=r"^\d{4,5}-\d{4,5}$",
        description="UDP ports on which encoders may send by SRT, first and last.",
    )
    rtmp_url: str = Field(
        default="",
        pattern=r"^(rtmps?://[^/\s]+)?$",
        description=(
            "Address to which encoders send by RTMP, such as rtmps://stage.example.org:1936; "
            "empty means that only SRT is taken."
        ),
    )
    rtmp_port: int = Field(
        default=1935,
        description="Port of this machine at which nginx hands out what it is sent by RTMP.",
    )
    largest_film_gb: int = Field(
        default=4,
        ge=1,
        description="Size of a film that producers may upload at most, in gigabytes.",
    )
    security_contact: str = Field(
        default="",
        pattern=r"^((mailto:|https://|tel:)\S+)?$",
        description=(
            "Where a weakness is reported, as mailto:… or https://…; "
            "shown at /.well-known/security.txt. Empty: there is no such page."
        ),
    )
    backups: Path | None = Field(
        default=None,
        description="Folder into which konvent backup writes, best on another disk.",
    )
    metrics_token: str = Field(
        default="",
        description=(
            "Word with which a monitor on another machine may ask for /metrics and /health/parts."
        ),
    )
    putting_aside: Literal["measured", "by-hand"] = Field(
        default="measured",
        description=(
            "Whether parts rest when the front is late, or only when an organiser says so."
        ),
    )
    log_format: Literal["plain", "json"] = Field(
        default="plain", description="How each line of the log is written."
    )
    oidc_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description=(
            "Directory of an organisation that staff may sign in with (OpenID Connect), "
            "by the address of its issuer; empty means that there is none."
        ),
    )
    oidc_client: str = Field(default="", description="How that directory calls this installation.")
    oidc_secret: str = Field(default="", description="What proves to it that it is this one.")
    oidc_name: str = Field(
        default="OpenID", description="What the directory is called on the page of the sign-in."
    )
    oidc_proves_twice: bool = Field(
        default=False,
        description=(
            "Whether the directory asks for a second factor itself, so that Konvent need not."
        ),
    )
    saml_metadata: str = Field(
        default="",
        pattern=r"^(|https?://\S+|/.+)$",
        description=(
            "Directory that speaks SAML, beside or instead of the one above: where its metadata "
            "is, as an address (https://) or a file; empty means that there is none."
        ),
    )
    saml_provider: str = Field(
        default="",
        description="Which directory it is (its entity ID), where the metadata names several.",
    )
    saml_entity_id: str = Field(
        default="",
        description=(
            "How that directory calls this installation (our entity ID); "
            "empty means the address of our own metadata."
        ),
    )
    saml_domains: list[str] = Field(
        default=[],
        description=(
            "Domains whose e-mail addresses that directory has verified (a JSON list); "
            "somebody with another address is not known by it."
        ),
    )
    saml_email: list[str] = Field(
        default=[
            "urn:oid:0.9.2342.19200300.100.1.3",
            "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress",
            "mail",
        ],
        description="Attributes that may hold the e-mail address; the first that is there counts.",
    )
    saml_person: list[str] = Field(
        default=[
            "urn:oasis:names:tc:SAML:attribute:subject-id",
            "urn:oasis:names:tc:SAML:attribute:pairwise-id",
        ],
        description=(
            "Attributes that may hold what stays the same about a person; "
            "where none is there, the NameID counts."
        ),
    )
    saml_name: str = Field(
        default="SAML", description="What it is called on the page of the sign-in."
    )
    saml_proves_twice: bool = Field(
        default=False,
        description="Whether it asks for a second factor itself, so that Konvent need not.",
    )
    directory_for_participants: bool = Field(
        default=False,
        description=(
            "Whether participants as well may come in by the directories named here: "
            "who has a ticket at an address that a directory has verified."
        ),
    )
    s3_endpoint: str = Field(
        default="",
        pattern=r"^(https?://[^/\s]+)?$",
        description=(
            "Store for objects (S3) that recordings are copied to, as https://s3.example.org; "
            "empty means that there is none."
        ),
    )
    s3_bucket: str = Field(
        default="konvent", pattern=r"^[a-z0-9][a-z0-9.-]+$", description="Its bucket."
    )
    s3_region: str = Field(default="us-east-1", description="Its region.")
    s3_key: str = Field(default="", description="What opens it: the name of the key.")
    s3_secret: str = Field(default="", description="What opens it: the secret of the key.")
    s3_path_style: bool = Field(
        default=True,
        description="Whether the bucket is named in the path, and not in the host's name.",
    )
    s3_local_days: int | None = Field(
        default=None,
        ge=0,
        description=(
            "Days after which the segments and films of a stored recording leave the disk; "
            "not set means that they stay."
        ),
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="How much is logged."
    )

    @field_validator("bus")
    @classmethod
    def has_what_it_needs(cls, bus: str, info: ValidationInfo) -> str:
        """Refuse a bus that could not run here."""
        if bus == "postgres" and not info.data.get("database_url", "").startswith("postgres"):
            raise ValueError("the bus can be postgres only where the database is")
        if bus.partition(":")[2] and find_spec("redis") is None:
            raise ValueError("this needs a package more: pip install 'konvent[redis]'")
        return bus

    @field_validator("large_networks")
    @classmethod
    def says_who_is_behind_it(cls, networks: dict[str, int]) -> dict[str, int]:
        """Refuse what is no network, and what nobody is behind."""
        for name, people in networks.items():
            try:
                ip_network(name)
            except ValueError as error:
                raise ValueError(
                    f'{error}: write networks as {{"192.0.2.0/28": 3000}}, or one address as '
                    '{"192.0.2.7": 3000}'
                ) from None
            if people < 1:
                raise ValueError(f"say how many people are behind {name}: at least 1")
        return networks

    @field_validator("saml_metadata")
    @classmethod
    def comes_as_it_was_sent(cls, metadata: str) -> str:
        """Refuse metadata that whoever is on the line can exchange: it says whom to believe."""
        address = urlsplit(metadata)
        if address.scheme == "http" and not is_this_machine(address.hostname or ""):
            raise ValueError(
                "name it by https://, or as a file: by http:// whoever is on the line "
                "could sign in as anybody"
            )
        return metadata

    @field_validator("saml_domains")
    @classmethod
    def says_what_is_verified(cls, domains: list[str], info: ValidationInfo) -> list[str]:
        """Refuse a directory by SAML that could let nobody in, or that nothing here could read."""
        if not info.data.get("saml_metadata"):
            return domains
        if not domains:
            raise ValueError('say whose addresses the directory has verified, as ["town.example"]')
        try:
            import_module("xmlsec")
        except ImportError as error:
            raise ValueError(
                f"this needs packages more: pip install 'konvent[saml]' ({error})"
            ) from None
        return domains

    @field_validator("s3_secret")
    @classmethod
    def opens_a_store(cls, secret: str, info: ValidationInfo) -> str:
        """Refuse a store that could not be opened here."""
        if not info.data.get("s3_endpoint"):
            return secret
        if not (secret and info.data.get("s3_key")):
            raise ValueError("a store needs KONVENT_S3_KEY and KONVENT_S3_SECRET")
        if find_spec("obstore") is None:
            raise ValueError("this needs a package more: pip install 'konvent[s3]'")
        return secret

    @property
    def address(self) -> str:
        """Where links lead: what the operator says, else where the house was opened last.

        So a command typed beside a running house names the same address as the house.
        """
        note = self.data / ADDRESS_NOTE
        is_said = "public_url" in self.model_fields_set
        address = self.public_url if is_said or not note.is_file() else note.read_text()
        return address.strip().rstrip("/")

    @property
    def is_https(self) -> bool:
        """Whether people reach the installation over TLS, so that cookies are marked Secure."""
        return self.address.startswith("https://")
