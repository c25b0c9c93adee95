# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What has to be true before something is done with a recording."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from konvent.foundation.refusals import RefusedError
from konvent.library.models import RecordingState

if TYPE_CHECKING:
    from konvent.library.models import Recording

NO_ROOM = gettext_noop(
    "There is not enough room on the server's disk. Have whoever runs the server make some, then "
    "try again."
)


def require_finished(recording: Recording) -> None:
    """Raise RefusedError as long as the session is being recorded."""
    if recording.state == RecordingState.RECORDING:
        raise RefusedError(_("This session is still being recorded."))


def require_something(recording: Recording) -> None:
    """Raise RefusedError when there is nothing to show."""
    if not recording.variants:
        raise RefusedError(_("There is nothing to show: no picture came in."))
