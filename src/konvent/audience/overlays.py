# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What the audience lays over a stage's picture: the question or the poll that is on stage."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.overlays import Overlay, add_overlays

add_overlays(
    Overlay("question", _("Question on stage"), "audience/overlay/question.html", 50),
    Overlay("poll", _("Poll on stage"), "audience/overlay/poll.html", 51),
)
