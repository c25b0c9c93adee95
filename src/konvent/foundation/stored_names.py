# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""How the files of a recording are called in the store.

Segments never change. What is made of a cut lies on a *shelf* named after the cut's playlists, so
that nothing of an earlier cut is ever found under a name of the present one.
"""

from __future__ import annotations

from konvent.foundation.media.names import MADE_BY_A_RUN

ALL = "recordings"
MANIFEST = "manifest.json"
"""What was stored of a recording, with hashes."""


def folder_in_store(convention: str, recording: str) -> str:
    """Return below which name all of a recording lies."""
    return f"{ALL}/{convention}/{recording}"


def object_of(convention: str, recording: str, file: str, shelf: str) -> str:
    """Return where a file of a recording lies; nothing when that would be on no shelf."""
    folder = folder_in_store(convention, recording)
    if MADE_BY_A_RUN.fullmatch(file):
        return f"{folder}/{file}"
    return f"{folder}/{shelf}/{file}" if shelf else ""
