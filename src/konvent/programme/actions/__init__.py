# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that can be done with a programme; one module for each noun."""

from konvent.programme.actions.feeds import Report, apply_schedule
from konvent.programme.actions.versions import (
    CannotPublishError,
    NothingToPublishError,
    publish_version,
)

__all__ = [
    "CannotPublishError",
    "NothingToPublishError",
    "Report",
    "apply_schedule",
    "publish_version",
]
