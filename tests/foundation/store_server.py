# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A real store for objects on this machine, which checks every signature, and the line to it.

The store is rclone's, over a folder. The line can be cut and held up; and it says 206 where rclone
sends a part of an object and says 200.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from tests.foundation.front.running import eventually

from konvent.foundation.store import Store, StorePlace

PROGRAM = Path(sys.executable).with_name("rclone")
BUCKET, KEY, SECRET = "konvent", "the-key-of-konvent", "the-secret-of-konvent"
HELD_UP_FOR = 30.0


class StoreServer(ThreadingHTTPServer):
    """The store's address is the line's."""

    daemon_threads = True

    def __init__(self, folder: Path, *, asks_for_a_key: bool = True) -> None:
        super().__init__(("127.0.0.1", 0), Line)
        self.folder = folder / BUCKET
        self.folder.mkdir(parents=True)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.behind = free.getsockname()[1]
        listening = ["--addr", f"127.0.0.1:{self.behind}", "--no-cleanup"]
        if asks_for_a_key:
            listening += ["--auth-key", f"{KEY},{SECRET}"]
        self.process = subprocess.Popen(
            [PROGRAM, "serve", "s3", folder, *listening, "--config", "/dev/null"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        eventually(self.answers, "the store answers")
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()
        self.requests: list[str] = []
        self.repair()

    def repair(self) -> None:
        """Let everything through from now on."""
        self.is_cut, self.may_go = False, None

    @property
    def place(self) -> StorePlace:
        address = f"http://127.0.0.1:{self.server_address[1]}"
        return StorePlace(address, BUCKET, "eu-central", KEY, SECRET)

    @property
    def store(self) -> Store:
        return Store(self.place)

    def files(self) -> dict[str, Path]:
        """Return what is in the bucket, on the store's own disk: to read, never to write."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path.relative_to(self.folder)): path for path in found}

    def clear(self) -> None:
        self.repair()
        self.store.delete([*self.files()])
        self.requests.clear()

    def answers(self) -> bool:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", self.behind), 1).close()
            return True
        return False

    def close(self) -> None:
        self.process.terminate()
        self.process.wait()
        self.shutdown()
        self.server_close()


class Line(BaseHTTPRequestHandler):
    """Passes everything on, unless it is cut."""

    protocol_version = "HTTP/1.1"
    server: StoreServer

    def handle(self) -> None:
        with suppress(OSError, HTTPException):
            super().handle()

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        if self.server.may_go is not None:
            self.server.may_go.wait(HELD_UP_FOR)
        if self.server.is_cut:
            self.close_connection = True
            return
        self.server.requests.append(f"{self.command} {self.path.partition('?')[0]}")
        with closing(HTTPConnection("127.0.0.1", self.server.behind, timeout=10)) as way:
            way.putrequest(self.command, self.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self.headers.items():
                way.putheader(name, value)
            way.endheaders(body)
            with way.getresponse() as answer:
                content = answer.read()
        is_part = answer.status == 200 and answer.headers["Content-Range"]
        self.send_response(206 if is_part else answer.status)
        for name, value in answer.headers.items():
            if name.lower() not in {"content-length", "transfer-encoding", "connection"}:
                self.send_header(name, value)
        length = answer.headers["Content-Length"] if self.command == "HEAD" else len(content)
        self.send_header("Content-Length", str(length or 0))
        self.end_headers()
        self.wfile.write(content)

    do_HEAD = do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815 -- the standard library's names

    def log_message(self, *_words: object) -> None:
        pass
