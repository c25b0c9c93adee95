# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What stands in the house."""

from __future__ import annotations

from django.utils import timezone

from konvent.convention.models import Convention
from konvent.foundation.texts import Text
from konvent.programme.models import Room


def furnish_plainly() -> str:
    """Put in a convention without a programme: enough for whoever only watches the clock."""
    return Convention.objects.create(
        slug="bench",
        title=Text({"de": "Messung", "en": "Measurement"}),
        languages=["de", "en"],
        is_current=True,
    ).slug


def furnish_as_demo() -> str:
    """Put in the reference convention, without pictures: encoders would share the core."""
    from konvent.ops.demo.opening import prepare  # noqa: PLC0415 -- slow import

    prepare(now=timezone.now(), tell=lambda _sentence: None)
    Room.objects.update(has_picture=False)
    return Convention.objects.listed()[0].slug


CONTENTS = {"plain": furnish_plainly, "demo": furnish_as_demo}
