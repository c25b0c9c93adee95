# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""RTMP(S): nginx takes it, asks us whether the key is right, and hands it out to us alone.

The name of a stream is public, its key stands in the query: nginx writes neither into a path, and
what it notes down is set so that no key is in it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from konvent.foundation.sealed import CannotUnsealError, unseal
from konvent.stage.models import Source

if TYPE_CHECKING:
    from pathlib import Path

HOOK = "/doors/rtmp"
APPLICATION = "live"
PLAIN_PORT, SECURE_PORT = 1935, 443
INNER_PORT_AFTER = 10_000
"""The port between TLS and RTMP is that much higher than the one at which we fetch."""


def stream_name(source: Source) -> str:
    """Return what nginx calls a source. No slug has a dot, so it can be taken apart again."""
    return f"{source.room.convention.slug}.{source.room.slug}.{source.role}"


def is_right_key(name: str, key: str) -> bool:
    """Whether an encoder may send by this name with this key; wrong ones all take as long."""
    source = _named(name)
    try:
        right = unseal(source.sealed_passphrase) if source else ""
    except CannotUnsealError:
        right = ""
    return compare_digest(key.encode(), right.encode()) and bool(right)


def _named(name: str) -> Source | None:
    parts = name.split(".")
    if len(parts) != 3:  # noqa: PLR2004 -- convention, room and role
        return None
    convention, room, role = parts
    opened = Source.objects.filter(kind=Source.Kind.RTMP, is_on=True, role=role)
    return opened.filter(room__slug=room, room__convention__slug=convention).first()


@dataclass(frozen=True, slots=True)
class Nginx:
    """What nginx is to be told: where encoders come, whom to ask, where we fetch."""

    url: str
    """As encoders have it: rtmp:// or rtmps://, a host, maybe a port."""
    fetched_at: int
    asks: str
    """Address of this installation on this machine, such as http://127.0.0.1:8000."""
    certificate: Path | str = ""
    key: Path | str = ""
    asks_every: int = 10
    """Seconds after which it asks again about whoever is connected."""

    def configuration(self) -> str:
        """Write it down, for the outermost level of nginx.conf."""
        place = urlsplit(self.url)
        if place.scheme == "rtmps":
            inner = self.fetched_at + INNER_PORT_AFTER
            listen = f"listen 127.0.0.1:{inner} proxy_protocol;"
            stream = STREAM.format(
                port=place.port or SECURE_PORT,
                certificate=self.certificate,
                key=self.key,
                inner=inner,
            )
        else:
            port = place.port or PLAIN_PORT
            listen = f"listen {port};" if port != self.fetched_at else ""
            stream = ""
        own = f"127.0.0.1:{self.fetched_at}"
        if place.scheme == "rtmp" and not listen:
            own = str(self.fetched_at)
        return (
            RTMP.format(
                own=own,
                listen=listen,
                application=APPLICATION,
                hook=self.asks + HOOK,
                every=self.asks_every,
            )
            + stream
        )


RTMP = """\
# Made by "konvent rtmp-config". Make it anew instead of changing it.
rtmp {{
    server {{
        listen {own};
        {listen}
        timeout 15s;
        ping 20s;
        chunk_size 4096;
        max_message 8m;

        application {application} {{
            live on;
            interleave on;
            wait_key on;
            wait_video on;  # whoever fetches learns at once that there is a picture
            record off;
            access_log off;  # it would hold the keys
            drop_idle_publisher 5s;
            publish_notify on;

            # Konvent alone may fetch, and everybody needs the key.
            allow play 127.0.0.1;
            deny play all;
            on_publish {hook};
            on_play {hook};
            on_update {hook};
            notify_update_timeout {every}s;
        }}
    }}
}}
"""
STREAM = """
stream {{
    server {{
        listen {port} ssl;
        ssl_certificate {certificate};
        ssl_certificate_key {key};
        ssl_protocols TLSv1.2 TLSv1.3;
        proxy_pass 127.0.0.1:{inner};
        proxy_protocol on;  # else everybody would seem to come from this machine
    }}
}}
"""
