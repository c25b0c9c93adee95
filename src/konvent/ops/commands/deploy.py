# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Writes what a server needs around Konvent: nginx, systemd, the settings to begin with."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings

import konvent

if TYPE_CHECKING:
    import argparse

NAME = "deploy"
HELP = "write the configuration of nginx and systemd for this installation"

PACKED = Path(__file__).parents[1] / "deploy"
"""Where the templates are in an installed Konvent; in a clone they are in deploy/server."""
HERE = PACKED if PACKED.is_dir() else Path(konvent.__file__).parents[2] / "deploy/server"
VARIABLE = re.compile(r"{{ (\w+) }}")


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask what the settings do not say."""
    parser.add_argument("--out", type=Path, required=True, help="folder to write into")
    parser.add_argument(
        "--port", type=int, default=8000, help="port of this installation (%(default)s)"
    )
    parser.add_argument(
        "--house",
        metavar="HOST:PORT",
        help="where the installation is, when nginx is on another machine",
    )
    parser.add_argument(
        "--edge",
        action="append",
        default=[],
        metavar="HOST:PORT",
        help="an edge for live streams; may be said several times",
    )
    parser.add_argument("--certificate", default="", help="file of the certificate")
    parser.add_argument("--certificate-key", default="", help="file of its key")
    parser.add_argument("--user", default="konvent", help="who runs it (%(default)s)")
    parser.add_argument("--cache", default="/var/cache/nginx", help="of nginx (%(default)s)")
    parser.add_argument("--logs", default="/var/log/nginx", help="of nginx (%(default)s)")
    parser.add_argument(
        "--listen",
        type=int,
        nargs=2,
        default=[80, 443],
        metavar=("HTTP", "HTTPS"),
        help="ports of nginx (80 443)",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")


def run(options: argparse.Namespace) -> int:
    """Write every file, and say where each of them belongs."""
    address = urlsplit(settings.PUBLIC_URL)
    if address.scheme != "https" or not address.hostname:
        sys.stderr.write(
            "Say what people type, with https: KONVENT_PUBLIC_URL=https://convention.example\n"
        )
        return 1
    values = _values(options, address.hostname)
    written = []
    try:
        for template in sorted(path for path in HERE.rglob("*") if path.is_file()):
            target = options.out / template.relative_to(HERE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(VARIABLE.sub(lambda found: values[found[1]], template.read_text()))
            written.append(target)
    except OSError as error:
        sys.stderr.write(f"{error.filename} cannot be written: {error.strerror}.\n")
        return 1
    if options.json:
        sys.stdout.write(json.dumps({"files": [str(path) for path in written]}) + "\n")
    else:
        sys.stdout.write("".join(f"{path}\n" for path in written))
        sys.stdout.write("Each says at its top where it belongs.\n")
    return 0


def _own_program() -> Path:
    """Return the program of this very installation.

    What is found by its name may be the one that runs commands as the house does, and calls this.
    """
    beside = Path(sys.executable).with_name("konvent")
    return beside if beside.exists() else Path("/opt/konvent/bin/konvent")


def _values(options: argparse.Namespace, host: str) -> dict[str, str]:
    """Return what stands for each variable of the templates."""
    house = options.house or f"127.0.0.1:{options.port}"
    ports = settings.SRT_PORTS
    return {
        "backups": str(settings.BACKUPS or "/var/backups/konvent"),
        "cache": options.cache,
        "certificate": options.certificate or f"/etc/ssl/{host}.pem",
        "certificate_key": options.certificate_key or f"/etc/ssl/{host}.key",
        "data": str(settings.DATA),
        "host": host,
        "house": house,
        "http": str(options.listen[0]),
        "https": str(options.listen[1]),
        "largest_film": str(settings.LARGEST_FILM // 1_000_000_000),
        "live_servers": "\n    ".join(f"server {edge};" for edge in options.edge or [house]),
        "logs": options.logs,
        "port": str(options.port),
        "program": str(_own_program()),
        "public_url": settings.PUBLIC_URL,
        "srt_ports": f"{ports.start}-{ports.stop - 1}",
        "user": options.user,
    }
