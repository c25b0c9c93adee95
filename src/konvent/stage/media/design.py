# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is written and drawn on a stage's test card and slate, from the convention's facts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils import translation
from django.utils.translation import gettext, gettext_noop

from konvent.stage.media.card import Card
from konvent.stage.media.slate_picture import Design

if TYPE_CHECKING:
    from django.db.models.fields.files import FieldFile

    from konvent.programme.models import Room
    from konvent.stage.models import Slate

NEUTRAL = "slate"
"""The colour that stands for those of all stages."""


def design_of(room: Room, slate: Slate | None) -> Design:
    """Say what a stage's slate is made of: the look, and what this slate has of its own."""
    convention = room.convention
    written = slate.lines if slate else {}
    spoken = (convention.default_language, *convention.languages)
    own = tuple(dict.fromkeys(written[language] for language in spoken if language in written))
    usual = _in_each_language(room, gettext_noop("The picture will be back in a moment."))
    return Design(
        card=card_of(room),
        lines=own or usual,
        picture=_path_of(slate.picture) if slate else "",
        logo=_path_of(convention.logo),
        music=_path_of(slate.music) if slate else "",
    )


def design_for_all(example: Room, slate: Slate | None) -> Design:
    """Say how the slate of all stages looks; each has its own name and colour in it."""
    design = design_of(example, slate)
    with translation.override(example.convention.default_language):
        name = gettext("Name of the stage")
    return replace(design, card=replace(design.card, stage=name, colour=NEUTRAL))


def _path_of(file: FieldFile) -> str:
    return file.path if file else ""


def card_of(room: Room) -> Card:
    """Say what is on a stage's test card, in the convention's languages."""
    convention = room.convention
    first = convention.default_language
    captions = _in_each_language(room, gettext_noop("Test card"))
    return Card(
        stage=room.name.within(first),
        convention=convention.title.within(first),
        caption=" · ".join(captions),
        colour=room.colour,
        timezone=convention.timezone,
    )


def _in_each_language(room: Room, words: str) -> tuple[str, ...]:
    """Translate into the convention's languages, its own first."""
    convention = room.convention
    first = convention.default_language
    said = []
    for language in (first, *(other for other in convention.languages if other != first)):
        with translation.override(language):
            said.append(gettext(words))
    return tuple(dict.fromkeys(said))
