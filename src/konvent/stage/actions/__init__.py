# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The deeds of the stages: what is on, and where the picture comes from."""

from konvent.stage.actions.airings import forget_airings
from konvent.stage.actions.films import (
    add_film,
    end_films,
    give_film,
    note_film,
    play_film,
    remove_film,
    stop_film,
)
from konvent.stage.actions.now import (
    CannotPutOnStageError,
    follow_schedule,
    put_on_stage,
    return_to_schedule,
    show_new_version,
)
from konvent.stage.actions.past_troubles import forget_troubles
from konvent.stage.actions.show import (
    MOST_MINUTES,
    CannotMoveError,
    begin_session,
    choose_beginning,
    end_session,
    move_rest,
    take_back_move,
)
from konvent.stage.actions.slates import drop_slate, prepare_slate, show_slate
from konvent.stage.actions.sources import (
    choose_quality,
    close_source,
    disconnect_encoder,
    hold_source,
    note_picture,
    open_rtmp_source,
    open_srt_source,
    release_source,
    rotate_passphrase,
    switch_source,
)

__all__ = [
    "MOST_MINUTES",
    "CannotMoveError",
    "CannotPutOnStageError",
    "add_film",
    "begin_session",
    "choose_beginning",
    "choose_quality",
    "close_source",
    "disconnect_encoder",
    "drop_slate",
    "end_films",
    "end_session",
    "follow_schedule",
    "forget_airings",
    "forget_troubles",
    "give_film",
    "hold_source",
    "move_rest",
    "note_film",
    "note_picture",
    "open_rtmp_source",
    "open_srt_source",
    "play_film",
    "prepare_slate",
    "put_on_stage",
    "release_source",
    "remove_film",
    "return_to_schedule",
    "rotate_passphrase",
    "show_new_version",
    "show_slate",
    "stop_film",
    "switch_source",
    "take_back_move",
]
