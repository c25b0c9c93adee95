# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""CPU per request of each kind of published page, against nginx serving the same bytes.

The house runs with the demo's convention. nginx gets the compressed body and the headers of each
answer as a static file. Both serve from one core; 64 connections ask as fast as they are answered,
in turns. The ratio is that of the worst page.
"""

from __future__ import annotations

import http.client
from contextlib import ExitStack
from dataclasses import dataclass, field
from statistics import mean
from typing import TYPE_CHECKING

from bench import nginx
from bench.generator import Generator, generating, request
from bench.minute import seconds_left
from bench.opening import House, open_house
from bench.verdict import Missing, Verdict

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from bench.processes import Process

BAR = 4.0
OK, NOT_MODIFIED = 200, 304
WARM_SECONDS = 0.1
SECONDS_FOR_MORE = 20
SMALL = 500
"""Bytes up to which compressing does not pay."""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=0.6, help="of a turn (%(default)s)")
    parser.add_argument("--turns", type=int, default=2, help="of each (%(default)s)")
    parser.add_argument("--only", nargs="+", metavar="PAGE", help="home, programme, …; all of them")
    parser.add_argument("--connections", type=int, default=64, help="(%(default)s)")


@dataclass(frozen=True, slots=True)
class Page:
    """One kind of page, as a server has answered it."""

    name: str
    path: str
    lines: tuple[str, ...]
    """What the visitor's browser adds to its request."""
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Side:
    """A server under load and what its answers have cost so far."""

    processes: Sequence[Process]
    generator: Generator
    cpu_seconds: float = 0
    requests: int = 0
    errors: int = 0
    p99_ms: list[float] = field(default_factory=list)

    @property
    def microseconds(self) -> float:
        return self.cpu_seconds / max(self.requests, 1) * 1e6

    def take_turn(self, seconds: float) -> None:
        before = sum(process.cpu_seconds() for process in self.processes)
        result = self.generator.run(seconds)["page"]
        self.cpu_seconds += sum(process.cpu_seconds() for process in self.processes) - before
        self.requests += result["done"]
        self.errors += result["errors"]
        self.p99_ms.append(result["p99_ms"])


def run(options: argparse.Namespace) -> Verdict:
    nginx.find_nginx()
    with open_house("demo") as house:
        pages = fetch_pages(house, options.only)
        with nginx.serving([static_copy(page) for page in pages]) as baseline:
            results = {page.name: compare(page, house, baseline, options) for page in pages}
    return judge(pages, results)


def fetch_pages(house: House, only: list[str] | None) -> list[Page]:
    """Get every kind of page once, the home page a second time by somebody who has it."""
    cookie = f"Cookie: {house.pass_cookie()}"
    pages = [
        fetch(house.port, name, path, *([cookie] if name == "stage" else []))
        for name, path in house.published_addresses().items()
        if not only or name in only
    ]
    first = pages[0]
    known = f"If-None-Match: {first.headers['etag']}"
    return [*pages, fetch(house.port, "304", first.path, known)]


def fetch(port: int, name: str, path: str, *lines: str) -> Page:
    """Ask as the generator will ask."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.connect()
    connection.sock.sendall(request(path, *lines).encode())
    response = http.client.HTTPResponse(connection.sock)
    response.begin()
    body = response.read()
    connection.close()
    if response.status not in {OK, NOT_MODIFIED}:
        raise Missing(f"{path} was answered with {response.status}.")
    headers = {key.lower(): value for key, value in response.getheaders()}
    return Page(name, path, lines, response.status, headers, body)


def static_copy(page: Page) -> nginx.StaticPage:
    return nginx.StaticPage(static_path(page), page.body, page.headers)


def static_path(page: Page) -> str:
    """Return a path that nginx takes for a file."""
    return f"{page.path.rstrip('/')}.{page.name}"


def compare(
    page: Page, house: House, baseline: nginx.Nginx, options: argparse.Namespace
) -> tuple[Side, Side]:
    """Let ours and nginx take turns with one page."""
    with ExitStack() as stack:

        def side(port: int, processes: Sequence[Process], text: str) -> Side:
            generator = stack.enter_context(generating(port))
            generator.add_class("page", text, connections=options.connections, status=page.status)
            generator.run(WARM_SECONDS)
            return Side(processes, generator)

        ours = [house.part("front"), house.part("application")]
        sides = (
            side(house.port, ours, request(page.path, *page.lines)),
            side(baseline.port, [baseline.process], baseline_request(page, baseline.port)),
        )
        for turn in range(options.turns):
            if turn and seconds_left() < SECONDS_FOR_MORE:
                break
            for one in sides:
                one.take_turn(options.seconds)
    return sides


def baseline_request(page: Page, port: int) -> str:
    """Return the same request for nginx; it has an ETag of its own."""
    path = static_path(page)
    if page.status != NOT_MODIFIED:
        return request(path, *page.lines)
    known = fetch(port, page.name, path).headers["etag"]
    return request(path, f"If-None-Match: {known}")


def judge(pages: list[Page], results: dict[str, tuple[Side, Side]]) -> Verdict:
    ratios = {
        name: round(ours.microseconds / theirs.microseconds, 2)
        for name, (ours, theirs) in results.items()
    }
    errors = sum(side.errors for sides in results.values() for side in sides)
    unpacked = [
        page.name
        for page in pages
        if len(page.body) > SMALL and page.headers.get("content-encoding") != "br"
    ]
    missed = [f"{errors} requests were not answered as they should"] if errors else []
    missed += [f"not compressed: {name}" for name in unpacked]
    return Verdict(
        name="pages",
        ratio=max(ratios.values()),
        against="nginx serving the same bytes as a static file, CPU per request; worst page",
        bar=BAR,
        figures={
            "mean_ratio": round(mean(ratios.values()), 2),
            "ratios": ratios,
            "us_per_request": {
                name: round(ours.microseconds, 1) for name, (ours, _) in results.items()
            },
            "us_per_request_nginx": {
                name: round(theirs.microseconds, 1) for name, (_, theirs) in results.items()
            },
            "bytes": {page.name: len(page.body) for page in pages},
            "requests": sum(ours.requests for ours, _ in results.values()),
            "errors": errors,
            "p99_ms": max(max(ours.p99_ms) for ours, _ in results.values()),
        },
        missed=missed,
    )
