# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The baseline of the published lane: nginx that serves the same bytes as static files."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bench.compiler import CACHE
from bench.processes import Process, running, server_core
from bench.verdict import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from bench.processes import Program

OWN_HEADERS = {"content-length", "content-type", "date", "etag", "connection", "last-modified"}
"""What nginx says by itself, or is told in another way."""

UNSANDBOXED = ["-o", "APT::Sandbox::User=root"]
"""Root's apt would else leave its rights for a user who may not write into our folder."""

CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr warn;
events {{ worker_connections 2048; }}
http {{
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 1000000000;
    open_file_cache max=100;
    client_body_temp_path {folder}/temp;
    proxy_temp_path {folder}/temp;
    fastcgi_temp_path {folder}/temp;
    uwsgi_temp_path {folder}/temp;
    scgi_temp_path {folder}/temp;
    server {{
        listen 127.0.0.1:{port};
        {locations}
    }}
}}
"""
LOCATION = """
        location = {path} {{
            alias {file};
            types {{ }}
            default_type "{content_type}";
            {headers}
        }}
"""


@dataclass(frozen=True, slots=True)
class StaticPage:
    """Bytes to serve at a path, with the headers that go with them."""

    path: str
    body: bytes
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Nginx:
    """A running nginx."""

    process: Process
    port: int


@contextmanager
def serving(pages: Sequence[StaticPage]) -> Iterator[Nginx]:
    """Have nginx serve these pages from one process on the servers' core."""
    program = find_nginx()
    with tempfile.TemporaryDirectory(prefix="konvent-nginx-") as name:
        folder, port = Path(name), free_port()
        locations = [write_location(page, folder / str(n)) for n, page in enumerate(pages)]
        settings = folder / "nginx.conf"
        settings.write_text(
            CONFIGURATION.format(folder=folder, port=port, locations="".join(locations))
        )
        command = [program, "-p", folder, "-c", settings, "-e", "stderr"]
        with running(command, core=server_core()) as nginx:
            wait_for(port, nginx)
            yield Nginx(Process(nginx.pid), port)


def write_location(page: StaticPage, file: Path) -> str:
    file.write_bytes(page.body)
    headers = [
        f"add_header {name} {quoted(value)};"
        for name, value in page.headers.items()
        if name.lower() not in OWN_HEADERS
    ]
    return LOCATION.format(
        path=page.path,
        file=file,
        content_type=page.headers.get("content-type", "text/html"),
        headers="\n            ".join(headers),
    )


def quoted(value: str) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def wait_for(port: int, nginx: Program) -> None:
    while nginx.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise Missing("nginx, which is the baseline, did not start; why is above.")


def find_nginx() -> str | Path:
    """Return the system's nginx, or one that is unpacked beside us and installed nowhere."""
    unpacked = CACHE / "nginx/usr/sbin/nginx"
    installed = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")
    if installed or unpacked.exists():
        return installed or unpacked
    if shutil.which("apt-get") and shutil.which("dpkg-deb"):
        unpack_nginx(CACHE / "nginx")
    if not unpacked.exists():
        raise Missing(
            "The baseline is missing: install nginx; on Debian and Ubuntu: apt-get install nginx"
        )
    return unpacked


def unpack_nginx(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(["apt-get", "-qq", *UNSANDBOXED, "download", "nginx"], cwd=folder, check=False)
    for package in folder.glob("nginx_*.deb"):
        subprocess.run(["dpkg-deb", "-x", package, folder], check=False)
