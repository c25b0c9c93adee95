# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Record, cut, publish and delete."""

from konvent.library.actions.captions import (
    NEW,
    CaptionsThereError,
    delete_captions,
    write_captions,
)
from konvent.library.actions.chapters import mark_chapters
from konvent.library.actions.companions import (
    attach_companion,
    detach_companion,
    hear_refusals_elsewhere,
    honour_refusals_elsewhere,
    note_ready,
    take_upload,
)
from konvent.library.actions.cutting import cut_recording
from konvent.library.actions.forgetting import (
    change_rules,
    delete_recording,
    forget_exchanges,
    forget_recordings,
    forget_strays,
    forget_workshops,
)
from konvent.library.actions.making import ask_for_download, ask_for_films
from konvent.library.actions.recording import (
    OnStage,
    begin_recording,
    end_recording,
    honour_refusals,
    keep_recordings,
    record_what_is_on,
)
from konvent.library.actions.showing import publish_recording, withhold_recording
from konvent.library.actions.storing import ask_store_to_catch_up

__all__ = [
    "NEW",
    "CaptionsThereError",
    "OnStage",
    "ask_for_download",
    "ask_for_films",
    "ask_store_to_catch_up",
    "attach_companion",
    "begin_recording",
    "change_rules",
    "cut_recording",
    "delete_captions",
    "delete_recording",
    "detach_companion",
    "end_recording",
    "forget_exchanges",
    "forget_recordings",
    "forget_strays",
    "forget_workshops",
    "hear_refusals_elsewhere",
    "honour_refusals",
    "honour_refusals_elsewhere",
    "keep_recordings",
    "mark_chapters",
    "note_ready",
    "publish_recording",
    "record_what_is_on",
    "take_upload",
    "withhold_recording",
    "write_captions",
]
