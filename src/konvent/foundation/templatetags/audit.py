# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Entries of the audit log: `{% said entry as words %}`, `{% changed entry as lines %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from konvent.foundation import audit_words

if TYPE_CHECKING:
    from konvent.foundation.models import AuditEntry

register = template.Library()


@register.simple_tag
def said(entry: AuditEntry) -> dict[str, str]:
    """Return who did what to which thing, in words."""
    return audit_words.said(entry)


@register.simple_tag
def changed(entry: AuditEntry) -> list[audit_words.Line]:
    """Return what differs, line by line."""
    return audit_words.lines_of(entry)
