# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Votes without the way to the house: one commit for each, and one commit for many.

    python -m bench.house.ballots

Both take the same rule and the same writer, on the database that the settings name. It prints how
many votes a second each way has committed.
"""

from __future__ import annotations

import gc
import json
import time
from typing import TYPE_CHECKING

from django.utils import timezone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from konvent.foundation.front.writer import Wanted

ONE_BY_ONE, TOGETHER, AT_ONCE = 150, 5_000, 500
VOTE = '{"session":"VOTE01","question":1,"on":true}'


def votes() -> int:
    """Return how many people support a question, but for who asked it."""
    from konvent.audience.models import Support  # noqa: PLC0415 -- app ready

    return Support.objects.count() - 1


def main() -> None:
    """Measure both ways, each with voters of its own."""
    import django  # noqa: PLC0415 -- slow import
    from django.core.management import call_command  # noqa: PLC0415 -- slow import

    django.setup()
    call_command("migrate", verbosity=0, run_syncdb=True)
    from bench.house.content import CONTENTS  # noqa: PLC0415 -- app ready

    convention = CONTENTS["session"]()
    gc.collect()
    gc.freeze()  # as the scribe does: else all of Django is looked at for garbage once, now or then
    one = commit(convention, first=1, count=ONE_BY_ONE, at_once=1)
    many = commit(convention, first=ONE_BY_ONE + 1, count=TOGETHER, at_once=AT_ONCE)
    there = votes()
    print(json.dumps({"one": one, "many": many, "lost": ONE_BY_ONE + TOGETHER - there}))


def commit(convention: str, *, first: int, count: int, at_once: int) -> float:
    """Return the votes a second that were committed in batches of this size."""
    from konvent.foundation.front.writer import write_all  # noqa: PLC0415 -- app ready

    wanted = list(ballots(convention, first, count))
    started = time.perf_counter()
    for start in range(0, count, at_once):
        write_all(wanted[start : start + at_once], timezone.now())
    return count / (time.perf_counter() - started)


def ballots(convention: str, first: int, count: int) -> Iterator[Wanted]:
    from konvent.foundation.front.writer import Wanted  # noqa: PLC0415 -- app ready
    from konvent.foundation.intents import KINDS, Intent, Participant  # noqa: PLC0415 -- app ready
    from konvent.foundation.wishes import Body  # noqa: PLC0415 -- app ready

    kind = KINDS["back-question"]
    wish = kind.read(Body.parse(VOTE.encode()))
    for number in range(first, first + count):
        intent = Intent(convention, Participant(f"t{number}"), wish)
        yield Wanted(kind, intent, None)  # type: ignore[arg-type]  # nobody waits for an answer


if __name__ == "__main__":
    main()
