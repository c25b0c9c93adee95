# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What can be laid over a stage's picture: who speaks, what comes next, and when."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.overlays import Overlay, add_overlays

add_overlays(
    Overlay("speakers", _("Lower third: who speaks"), "site/overlay/speakers.html", 10),
    Overlay("next", _("Next session"), "site/overlay/next.html", 20),
    Overlay("countdown", _("Countdown to the next session"), "site/overlay/countdown.html", 30),
    Overlay("clock", _("Clock"), "site/overlay/clock.html", 40),
)
