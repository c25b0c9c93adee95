# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The ffmpeg that everything here runs."""

from __future__ import annotations

import imageio_ffmpeg  # type: ignore[import-untyped]  # it has no types


def program() -> str:
    """Return the path of ffmpeg."""
    return str(imageio_ffmpeg.get_ffmpeg_exe())
