# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the pages of the sign-in ask for."""

from django import template
from django.conf import settings

register = template.Library()


@register.simple_tag
def directory_name() -> str:
    """Return the name of the directory that staff may sign in with; nothing when there is none."""
    return str(settings.DIRECTORY_NAME)
