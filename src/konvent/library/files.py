# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How the files beside a recording's playlists are called."""

from __future__ import annotations

THUMBNAIL = "thumbnail.jpg"
STRIP = "preview.jpg"
PREVIEW = "preview.vtt"
"""Which part of which picture shows which seconds."""
DOWNLOAD = "download.mp4"
DOWNLOAD_SOUND = "download.m4a"

ORIGINAL = "original"
"""A companion as it was uploaded, until it can be played."""

MADE_OF_A_CUT = (THUMBNAIL, STRIP, PREVIEW, DOWNLOAD, DOWNLOAD_SOUND)
"""What another cut makes untrue."""
