# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""CPU per segment of a stage that the front serves ÷ nginx serving the same file.

A segment of two seconds at 3 Mbit/s is asked for by 64 connections as fast as it is answered, with
a pass that is looked at each time. nginx serves the same bytes with sendfile and looks at nothing.
They take turns on the same core. The playlist, which the front compares with the disk four times a
second, is measured as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bench import nginx
from bench.opening import open_house
from bench.pages import compare, fetch, static_copy
from bench.verdict import Verdict

if TYPE_CHECKING:
    import argparse

    from bench.opening import House

BAR = 2.0
SEGMENT_BYTES, PLAYLIST_BYTES = 750_000, 1_900
STAGE = "stage"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=1.5, help="of a turn (%(default)s)")
    parser.add_argument("--turns", type=int, default=4, help="of each (%(default)s)")
    parser.add_argument("--connections", type=int, default=64, help="(%(default)s)")


def run(options: argparse.Namespace) -> Verdict:
    nginx.find_nginx()
    with open_house("plain") as house:
        cookie = f"Cookie: {house.pass_cookie()}"
        pages = [fetch(house.port, name, path, cookie) for name, path in lay_out(house).items()]
        with nginx.serving([static_copy(page) for page in pages]) as baseline:
            results = {page.name: compare(page, house, baseline, options) for page in pages}
    sides = [side for pair in results.values() for side in pair]
    errors = sum(side.errors for side in sides)
    costs = {
        name: {
            "ours_us": round(ours.microseconds, 1),
            "nginx_us": round(theirs.microseconds, 1),
            "ratio": round(ours.microseconds / theirs.microseconds, 2),
        }
        for name, (ours, theirs) in results.items()
    }
    return Verdict(
        name="segments",
        ratio=costs["segment"]["ratio"],
        against="nginx serving the same segment as a static file, CPU per request",
        bar=BAR,
        figures={
            **costs,
            "requests": sum(side.requests for side in sides),
            "errors": errors,
            "p99_ms": max(max(side.p99_ms) for side in sides),
        },
        missed=[f"{errors} requests were not answered as they should"] if errors else [],
    )


def lay_out(house: House) -> dict[str, str]:
    """Put a segment and a playlist where the media process would; return their addresses."""
    from django.conf import settings  # noqa: PLC0415 -- app ready

    folder = settings.DATA / "media" / house.convention / STAGE
    folder.mkdir(parents=True)
    files = {
        "segment": ("20261027T090000000-00000.m4s", bytes(range(250)) * (SEGMENT_BYTES // 250)),
        "playlist": ("bench.m3u8", b"#EXTM3U\n".ljust(PLAYLIST_BYTES, b"#")),
    }
    for name, content in files.values():
        (folder / name).write_bytes(content)
    return {kind: f"/{house.convention}/media/{STAGE}/{name}" for kind, (name, _) in files.items()}
