# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What may stand in braces in the letters of this chapter."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from konvent.letters.kinds import Placeholder

EXAMPLE = "https://convention.example/2026/"
GREETING = Placeholder("greeting", _("“Good day” and the name"), _("Good day Grace Hopper,"))
NAME = Placeholder("name", _("the name, if there is one"), "Grace Hopper")
LINK = Placeholder(
    "link", _("the personal link that lets somebody in"), f"{EXAMPLE}ticket/2026~t~1~9.xyz"
)
VALID_UNTIL = Placeholder("valid_until", _("the last day of the ticket"), _("27 October 2027"))
OWN_PAGE = Placeholder(
    "own_page", _("link to the own registration"), f"{EXAMPLE}my/registered/2026~r~1~9.xyz/"
)
REASON = Placeholder(
    "reason", _("the reason, if you gave one"), _("This day is for municipalities only.")
)
GROUP = Placeholder("group", _("the group, if there is one"), _("Press"))
BEGINS = Placeholder("begins", _("when it begins"), _("27 October 2026, 09:00"))
DAY = Placeholder(
    "day", _("“Tomorrow”, or “Today” where the letter leaves after midnight"), _("Tomorrow")
)
SESSION = Placeholder("session", _("the session's title"), _("Opening"))
PLACES = Placeholder("places", _("link to one's own places"), f"{EXAMPLE}my/places/")
CHANGES = Placeholder(
    "changes",
    _("what is different in the sessions somebody keeps"),
    _("- “Opening” now begins at 10:15 instead of 10:00."),
)
CONFIRM = Placeholder(
    "confirm", _("link that confirms the address"), f"{EXAMPLE}my/confirm/2026~r~1~9.xyz/"
)
AT_THE_DOOR = Placeholder(
    "at_the_door",
    _("for those who come to the place: the code that works at its doors"),
    _("\n\nAt the doors of the place this works as well: 7K3M-9QWX"),
)


def greeting(name: str) -> str:
    """Return how a letter begins."""
    if not name:
        return gettext("Good day,")
    return gettext("Good day %(name)s,") % {"name": name}
