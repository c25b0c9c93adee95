# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The load generator, as seen from Python: commands in, figures out."""

from __future__ import annotations

import json
import subprocess
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.compiler import compiled
from bench.processes import Program, first_line, generator_core, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class GeneratorFailed(Exception):  # noqa: N818 -- reads as what happened
    """The generator ended before it answered; its last words are above."""


def request(path: str, *lines: str, blanks: str = "") -> str:
    """Return a request as a browser sends it; the generator fills in the ``blanks``."""
    head = [
        f"GET {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"User-Agent: {BROWSER}",
        "Accept-Language: de,en;q=0.5",
        "Accept-Encoding: gzip, deflate, br",
        *lines,
    ]
    return "\r\n".join(head) + f"\r\n{blanks}\r\n"


@dataclass(slots=True)
class Generator:
    """A running load generator that talks to one server."""

    program: Program
    folder: Path
    files: int = field(default=0)

    def ask(self, command: str) -> dict[str, Any]:
        """Give a command and return what came of it, when it has ended."""
        self.tell(command)
        return self.hear()

    def tell(self, command: str) -> None:
        if self.program.stdin:
            self.program.stdin.write(command + "\n")
            self.program.stdin.flush()

    def hear(self) -> dict[str, Any]:
        line = first_line(self.program)
        if not line:
            raise GeneratorFailed
        answer: dict[str, Any] = json.loads(line)
        return answer

    def keep(self, text: str) -> Path:
        """Write something the generator reads from a file."""
        self.files += 1
        path = self.folder / str(self.files)
        path.write_bytes(text.encode())
        return path

    def take_steps(self, *requests: str, tickets: Sequence[str] = ()) -> None:
        """Say what everybody does; the last request opens the stream."""
        for text in requests:
            self.ask(f"step {self.keep(text)}")
        if tickets:
            self.ask(f"tickets {self.keep(chr(10).join(tickets))}")

    def open(
        self, count: int, *, in_flight: int = 256, rate: float = 0, seconds: float = 20
    ) -> dict[str, Any]:
        """Let people set out; return when all have arrived or the time is over."""
        return self.ask(f"open {count} {in_flight} {rate} {seconds}")

    def let_return(self) -> None:
        """Have people who are cut off come back as their browsers would."""
        self.ask("return")

    def begin(self) -> None:
        self.ask("begin")

    def count(self) -> dict[str, Any]:
        return self.ask("count")

    def wait_for(self, stamp: int, *, seconds: float) -> dict[str, Any]:
        """Return when everybody has the state with this stamp, or the time is over."""
        return self.ask(f"await {stamp} {seconds}")

    def add_class(  # noqa: PLR0913 -- a class has these facts
        self,
        name: str,
        text: str,
        *,
        rate: float = 0,
        connections: int = 64,
        status: int = 200,
        cookies: Sequence[str] = (),
    ) -> None:
        """Add requests of one kind; each carries the next of the cookies, if there are any."""
        jar = self.keep("\n".join(cookies)) if cookies else "-"
        self.ask(f"class {name} {rate} {connections} {status} {self.keep(text)} {jar}")

    def run(self, seconds: float) -> dict[str, Any]:
        return self.ask(f"run {seconds}")

    def run_beside(self, seconds: float, work: Callable[[], None]) -> dict[str, Any]:
        """Run the requests while this process does something else, and return what came of them."""
        self.tell(f"run {seconds}")
        work()
        return self.hear()

    def stall(self, share: float) -> None:
        """Have this share of the viewers stop reading."""
        self.ask(f"stall {share}")

    def read_again(self) -> None:
        self.ask("read")


def posting(path: str, body: str, blanks: str = "{cookie}") -> str:
    """Return what a page of ours posts; the body has the same length whatever is filled in."""
    size = len(body.replace("{number}", "0" * 12))
    head = [
        f"POST {path} HTTP/1.1",
        "Host: 127.0.0.1",
        f"User-Agent: {BROWSER}",
        "Accept-Language: de",
        "Content-Type: application/json",
        "Sec-Fetch-Site: same-origin",
        f"Content-Length: {size}",
    ]
    return "\r\n".join(head) + f"\r\n{blanks}\r\n{body}"


@contextmanager
def generating(port: int) -> Iterator[Generator]:
    """Have a load generator for the server at this port."""
    command: list[str | Path] = [compiled("load"), str(port)]
    with (
        tempfile.TemporaryDirectory(prefix="konvent-load-") as folder,
        running(command, core=generator_core(), stdin=subprocess.PIPE) as program,
    ):
        yield Generator(program, Path(folder))
