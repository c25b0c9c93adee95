# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Gets the demonstration ready: says in words what it does, then in JSON where to go."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict

import django
from django.utils import timezone

if __name__ == "__main__":
    django.setup()
    from django.conf import settings

    from konvent.foundation import disks
    from konvent.ops.demo import opening

    try:
        invitation = opening.prepare(now=timezone.now(), tell=lambda text: print(text, flush=True))  # noqa: T201 -- the parent shows it
    except opening.NotADemoError as reason:
        sys.exit(str(reason))
    except Exception as error:
        if not disks.is_full(error):
            raise
        sys.exit(disks.WORDS.format(data=settings.DATA))
    print(json.dumps(asdict(invitation)))  # noqa: T201 -- the parent reads it
