# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The real nginx with the configuration that we write for it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from konvent.stage.rtmp import Nginx

MODULES = Path("/usr/lib/nginx/modules")
NEEDED = ("ngx_rtmp_module.so", "ngx_stream_module.so")
PROGRAM = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
IS_THERE = bool(PROGRAM) and all((MODULES / name).exists() for name in NEEDED)
PATIENCE = 20
AROUND = """\
{modules}
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
events {{ worker_connections 64; }}
include {folder}/konvent-rtmp.conf;
"""


def free_tcp_port(more: int = 0) -> int:
    """Find a port that is free, and so is the one that is so much higher."""
    while True:
        with socket.socket() as one, socket.socket() as other:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
            if port + more > 65535:
                continue
            try:
                other.bind(("127.0.0.1", port + more if more else 0))
            except OSError:
                continue
            return port


@contextmanager
def running(folder: Path, nginx: Nginx) -> Iterator[None]:
    """Run it in the foreground for as long as the test takes."""
    modules = "\n".join(f"load_module {MODULES / name};" for name in NEEDED)
    (folder / "nginx.conf").write_text(AROUND.format(modules=modules, folder=folder))
    (folder / "konvent-rtmp.conf").write_text(nginx.configuration())
    own = [PROGRAM, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")]
    process = subprocess.Popen([*own, "-g", "daemon off;"])
    try:
        _wait_for(nginx.fetched_at)
        yield
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            assert time.monotonic() < deadline, "nginx does not answer"
            time.sleep(0.05)
        else:
            return


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Make a certificate that nobody has signed but itself; return it and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "stage.example.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    files = folder / "stage.pem", folder / "stage.key"
    files[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8)
    files[1].write_bytes(key.private_bytes(*form, serialization.NoEncryption()))
    return files
