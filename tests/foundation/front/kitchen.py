# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A small application on a real Unix socket, as the front finds one behind it."""

from __future__ import annotations

import socket
import socketserver
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import TYPE_CHECKING, Any

from konvent.foundation.access import Access

if TYPE_CHECKING:
    from pathlib import Path

PATIENCE = 12.0


@dataclass
class Dish:
    """What the application answers at an address."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    served: int = 0
    may_go: threading.Event | None = None
    """Held back until this is set."""

    @classmethod
    def page(cls, body: str, *topics: str, access: Access = Access.PUBLIC, **more: str) -> Dish:
        headers = {
            "Content-Type": "text/html; charset=utf-8",
            "X-Konvent-Topics": " ".join(topics),
            "X-Konvent-Access": str(access),
            **{name.replace("_", "-"): value for name, value in more.items()},
        }
        return cls(body.encode(), headers=headers)


class Kitchen(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """The application: serves dishes and remembers the orders."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: Path) -> None:
        self.path = path
        self.dishes: dict[str, Dish] = {}
        self.orders: list[Order] = []
        self.open_connections: set[socket.socket] = set()
        super().__init__(str(path), Cook)
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    def process_request(self, request: Any, client_address: Any) -> None:
        self.open_connections.add(request)
        super().process_request(request, client_address)

    def close(self) -> None:
        self.shutdown()
        self.server_close()
        for connection in self.open_connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.path.unlink(missing_ok=True)


@dataclass
class Order:
    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytes

    def said(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name]


class Cook(BaseHTTPRequestHandler):
    """Answers one connection."""

    protocol_version = "HTTP/1.1"
    server: Kitchen

    def handle(self) -> None:
        with suppress(ConnectionError, ValueError):
            super().handle()

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        order = Order(self.command, self.path, self.headers.items(), body)
        self.server.orders.append(order)
        dish = self.server.dishes.get(self.path.partition("?")[0]) or Dish(b"nothing", 404)
        if dish.may_go is not None:
            dish.may_go.wait(PATIENCE)
        dish.served += 1
        self.send_response(dish.status)
        for name, value in dish.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(dish.body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(dish.body)

    do_HEAD = do_POST = do_GET  # noqa: N815 -- the standard library's names

    def address_string(self) -> str:
        return "front"

    def log_message(self, *_words: object) -> None:
        pass
