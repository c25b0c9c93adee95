# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Everything that can be done with tickets and registrations; one module for each noun."""

from konvent.registration.actions.requests import forget_link_requests, send_ticket_link
from konvent.registration.actions.tickets import (
    drop_bookmark,
    forget_speaker_links,
    issue_by_hand,
    issue_ticket,
    keep_bookmark,
    limit_house,
    make_speaker_link,
    rename_ticket,
    revoke_speaker_link,
    revoke_ticket,
)

__all__ = [
    "drop_bookmark",
    "forget_link_requests",
    "forget_speaker_links",
    "issue_by_hand",
    "issue_ticket",
    "keep_bookmark",
    "limit_house",
    "make_speaker_link",
    "rename_ticket",
    "revoke_speaker_link",
    "revoke_ticket",
    "send_ticket_link",
]
