# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Makes a copy of an installation ready to be rehearsed in, and prints the invitation as JSON."""

from __future__ import annotations

import json
import sys

import django
from django.utils import timezone

if __name__ == "__main__":
    django.setup()
    from konvent.ops.house import NoConventionError
    from konvent.ops.rehearsal.furnishing import furnish
    from konvent.ops.rehearsal.invitation import NothingToRehearseError

    try:
        plan = furnish(sys.argv[1], int(sys.argv[2]), at=timezone.now())
    except (NoConventionError, NothingToRehearseError) as reason:
        sys.exit(str(reason))
    print(json.dumps(plan.as_json()))  # noqa: T201 -- the parent reads it
