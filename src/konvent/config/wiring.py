# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The only place that connects one chapter's event to another chapter's action."""


def connect() -> None:
    """Nothing is wired yet: every chapter so far announces to watchers only."""
