# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What an operator can get wrong about the store for recordings."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError

from konvent.foundation.networks import is_this_machine
from konvent.foundation.store import Store, StoreAwayError
from konvent.library.models import Leftover, Recording, RecordingState
from konvent.ops.findings import fine, note, wrong

if TYPE_CHECKING:
    from datetime import datetime

    from konvent.foundation.store import StorePlace
    from konvent.ops.findings import Door, Finding

FOLDER = "doctor"
PROBE = b"konvent doctor was here\n"
MEND = "Check KONVENT_S3_ENDPOINT, KONVENT_S3_BUCKET and the key, and what the key may do there."


def check_store(_door: Door, _now: datetime) -> Finding:
    """Write something into the store, read it, let a stranger try, and delete it."""
    place: StorePlace | None = settings.STORE
    if place is None:
        return fine("Recordings are on this disk; there is no store for them beside it.")
    where = f"{place.endpoint}, bucket {place.bucket}"
    store, name = Store(place), f"{FOLDER}/{os.getpid()}"
    try:
        store.put(name, PROBE)
        is_same, is_open = store.read(name) == PROBE, store.is_open_to_all(name)
        store.delete([name])
        is_left = name in store.sizes(FOLDER)
    except (StoreAwayError, FileNotFoundError) as error:
        return wrong(f"The store for recordings ({where}) does not serve: {error}.", MEND)
    if is_open:
        return wrong(
            f"Everybody can read what is in the store ({where}), past all doors of Konvent.",
            "Take the right to read from everybody: only the key may.",
        )
    if not is_same or is_left:
        says = "does not delete" if is_left else "returns something else than it was given"
        return wrong(f"The store for recordings ({where}) {says}.", MEND)
    serves = fine(f"The store for recordings ({where}) serves, and only the key opens it.")
    return _in_the_clear(place) or _not_done() or serves


def _in_the_clear(place: StorePlace) -> Finding | None:
    address = urlsplit(place.endpoint)
    if address.scheme == "https" or is_this_machine(address.hostname or ""):
        return None
    return note(
        f"Recordings go to {place.endpoint} in the clear.",
        "Use https, or keep the way inside your own network.",
    )


def _not_done() -> Finding | None:
    try:
        finished = Recording.objects.exclude(state=RecordingState.RECORDING).exclude(variants=[])
        waiting = finished.filter(is_stored=False).count()
        left = Leftover.objects.count()
    except DatabaseError:
        return None
    if not waiting and not left:
        return None
    return note(
        f"{waiting} recordings are still to be copied to the store, {left} to be deleted there.",
        "The worker does it every ten minutes; its log says what keeps it.",
    )
