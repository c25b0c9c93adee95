# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that can be done with a programme; one module for each noun."""

from konvent.programme.actions.versions import (
    NothingToPublish,
    PublishRefused,
    publish_version,
)

__all__ = ["NothingToPublish", "PublishRefused", "publish_version"]
