# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Say beside a session's published time that it is expected later."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template

if TYPE_CHECKING:
    from django.template.context import RequestContext

    from konvent.site.entry import Entry

register = template.Library()


@register.inclusion_tag("site/_late.html", takes_context=True)
def late(context: RequestContext, entry: Entry) -> dict[str, Any]:
    """Show what the stage expects; the page's ``stages`` say it, and the component goes on."""
    stages = {stage.room.slug: stage for stage in context.get("stages") or ()}
    stage = stages.get(entry.session.room)
    is_timed = entry.starts_at is not None and not entry.session.is_cancelled
    found = stage.late.get(entry.session.code) if stage else None
    return {"stage": stage if is_timed else None, "entry": entry, "late": found}
