# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Writes what nginx needs to take encoders' pictures by RTMP and RTMPS."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

from konvent.stage.rtmp import Nginx

if TYPE_CHECKING:
    import argparse

NAME = "rtmp-config"
HELP = "write the part of nginx's configuration that takes RTMP and RTMPS"


def configure(parser: argparse.ArgumentParser) -> None:
    """Ask what only the operator knows."""
    parser.add_argument("--out", type=Path, help="file to write instead of printing")
    parser.add_argument(
        "--port", type=int, default=8000, help="port of this installation (%(default)s)"
    )
    parser.add_argument("--certificate", default="", help="file of the certificate, for RTMPS")
    parser.add_argument("--certificate-key", default="", help="file of its key, for RTMPS")


def run(options: argparse.Namespace) -> int:
    """Print the configuration, or write it; return 1 when something is not known."""
    if not settings.RTMP_URL:
        return _refuse(
            "KONVENT_RTMP_URL does not say where encoders are to send to. "
            "Set it, for example to rtmps://stage.example.org:1936."
        )
    if settings.RTMP_URL.startswith("rtmps:") and not (
        options.certificate and options.certificate_key
    ):
        return _refuse("RTMPS needs a certificate: name --certificate and --certificate-key.")
    text = Nginx(
        url=settings.RTMP_URL,
        fetched_at=settings.RTMP_PORT,
        asks=f"http://127.0.0.1:{options.port}",
        certificate=options.certificate,
        key=options.certificate_key,
    ).configuration()
    if not options.out:
        sys.stdout.write(text)
        return 0
    try:
        options.out.write_text(text)
    except OSError as error:
        return _refuse(f"{options.out} cannot be written: {error.strerror}.")
    return 0


def _refuse(reason: str) -> int:
    sys.stderr.write(f"{reason}\n")
    return 1
