# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Overlays: small transparent pages of a stage that a producer lays over the picture in OBS.

A chapter adds its own in a module called ``overlays``. What an overlay shows is public, as it is
seen in the picture by everybody: it needs no login, and its address holds no secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True, slots=True)
class Overlay:
    """One kind of overlay; every stage has it."""

    name: str
    """As it stands in the address."""
    title: StrOrPromise
    template: str
    """What lies in the frame; it knows the edition, the room, and the stage with what is on."""
    place: int
    """Where it stands in the producer's list."""


OVERLAYS: list[Overlay] = []


def add_overlays(*overlays: Overlay) -> None:
    """Offer these overlays at every stage."""
    OVERLAYS.extend(overlay for overlay in overlays if overlay not in OVERLAYS)
    OVERLAYS.sort(key=lambda overlay: overlay.place)


def find_overlay(name: str) -> Overlay | None:
    """Return the overlay of this name."""
    return next((overlay for overlay in OVERLAYS if overlay.name == name), None)


def address_of(overlay: Overlay, *, convention: str, language: str, room: str) -> str:
    """Return an overlay's address, without the host."""
    return f"/{convention}/{language}/overlay/{room}/{overlay.name}/"
