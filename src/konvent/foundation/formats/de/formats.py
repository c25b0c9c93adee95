# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Where Django's own German says a moment too tersely for a sentence; all else stays Django's."""

DATETIME_FORMAT = r"j. F Y, H:i \U\h\r"
