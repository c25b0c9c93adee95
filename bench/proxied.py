# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A house as on one server in production: nginx before it, PostgreSQL behind it."""

from __future__ import annotations

import importlib.util
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.nginx import find_nginx, free_port, wait_for
from bench.processes import running, server_core
from bench.verdict import Missing

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
CONFIGURATION = """
daemon off;
master_process off;
pid {folder}/nginx.pid;
error_log stderr error;
worker_rlimit_nofile 100000;
events {{ worker_connections 60000; }}
http {{
    access_log off;
    client_body_temp_path {folder}/temp;
    proxy_temp_path {folder}/temp;
    fastcgi_temp_path {folder}/temp;
    uwsgi_temp_path {folder}/temp;
    scgi_temp_path {folder}/temp;
    keepalive_requests 1000000000;
    upstream house {{ server 127.0.0.1:{house}; keepalive 256; }}
    server {{
        listen 127.0.0.1:{port} backlog=4096;
        location / {{
            proxy_pass http://house;
            proxy_http_version 1.1;
            proxy_set_header Host $host;
            proxy_set_header X-Forwarded-For $remote_addr;
            proxy_set_header Connection "";
            proxy_buffering off;
            proxy_read_timeout 1h;
        }}
    }}
}}
"""
"""As in docs/run/web-server.md, without TLS."""


@contextmanager
def postgres() -> Iterator[str]:
    """Have a PostgreSQL of its own; return its address."""
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        raise Missing("PostgreSQL is missing; on Debian and Ubuntu: apt-get install postgresql")
    spec = importlib.util.spec_from_file_location(
        "temporary_postgres", ROOT / "tools/temporary_postgres.py"
    )
    tool: Any = importlib.util.module_from_spec(spec) if spec else None
    if spec is None or spec.loader is None:
        raise Missing("tools/temporary_postgres.py is missing.")
    spec.loader.exec_module(tool)
    with tool.temporary_postgres(is_durable=True) as server:
        yield server.url


@contextmanager
def behind_nginx(house: int) -> Iterator[int]:
    """Have nginx before a house's port, on the servers' core; return nginx's port."""
    with tempfile.TemporaryDirectory(prefix="konvent-nginx-") as name:
        port = free_port()
        settings = Path(name) / "nginx.conf"
        settings.write_text(CONFIGURATION.format(folder=name, port=port, house=house))
        command: list[str | Path] = [find_nginx(), "-p", name, "-c", settings, "-e", "stderr"]
        with running(command, core=server_core()) as nginx:
            wait_for(port, nginx)
            yield port
