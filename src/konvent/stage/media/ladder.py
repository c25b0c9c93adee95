# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The renditions of each quality: what is passed on, what is encoded, and how they stay in step."""

from __future__ import annotations

from typing import NamedTuple

from konvent.foundation.media.names import SECONDS, SOUND
from konvent.stage.media.plan import VARIANTS

EVERY_SEGMENT = f"expr:gte(t,n_forced*{SECONDS})"
AS_IT_COMES = "source"
"""Key frames where the source has them: so that all renditions are cut at the same pictures."""
LONGEST_GROUP = 600
UNWOVEN = "bwdif=mode=send_frame,"
"""Makes whole pictures of those that consist of two halves."""
COPIED_RATE, TALLEST = 4500, 1080
SOUND_BESIDE, SOUND_ALONE = 128, 64
"""Kilobits per second of sound that is encoded, beside a picture and without."""


class Step(NamedTuple):
    """A smaller picture."""

    height: int
    """At most."""
    kilobits: int
    share: str = "2/3"
    """Of the height that arrives, at most: no step is as large as the one above it."""


STEPS = {"mid": Step(720, 2500), "lo": Step(480, 900)}
SMALLEST = Step(360, 600, "1/2")
"""The lowest step where there is one in between."""


def outputs(quality: str) -> tuple[str, ...]:
    """Return the names of a quality's renditions; none when there is only one."""
    return VARIANTS[quality]


def added_kilobits(quality: str) -> int:
    """Return what the renditions below the best one take in a second, at most."""
    steps = [_step(name, outputs(quality)) for name in outputs(quality)]
    return sum(step.kilobits + SOUND_BESIDE for step in steps if step) + SOUND_ALONE


def encode(
    quality: str,
    *,
    sound: str,
    copies_picture: bool,
    copies_sound: bool,
    is_interlaced: bool = False,
) -> list[str]:
    """Tell ffmpeg what becomes of the picture and the ``sound`` in each rendition."""
    names = outputs(quality) or ("",)
    pictures = [name for name in names if name != SOUND]
    keys = AS_IT_COMES if copies_picture else EVERY_SEGMENT
    command = []
    for _ in pictures:
        command += ["-map", "0:v:0", "-map", sound]
    if SOUND in names:
        command += ["-map", sound]
    for place, name in enumerate(pictures):
        step = _step(name, names)
        if step or not copies_picture:
            command += _picture(place, step, keys, UNWOVEN if is_interlaced else "")
        else:
            command += _copy(place)
        command += _sound(place, copies=copies_sound)
    if SOUND in names:
        command += [f"-c:a:{len(pictures)}", "aac", f"-b:a:{len(pictures)}", f"{SOUND_ALONE}k"]
    if sound != "0:a:0":
        command += ["-shortest"]
    return [*command, *_map(pictures, names)]


def _step(name: str, names: tuple[str, ...]) -> Step | None:
    return SMALLEST if name == "lo" and "mid" in names else STEPS.get(name)


def _copy(place: int) -> list[str]:
    return [f"-c:v:{place}", "copy"]


def _sound(place: int, *, copies: bool) -> list[str]:
    if copies:
        return [f"-c:a:{place}", "copy", f"-bsf:a:{place}", "aac_adtstoasc"]
    return [f"-c:a:{place}", "aac", f"-b:a:{place}", f"{SOUND_BESIDE}k", f"-ar:a:{place}", "48000"]


def _picture(place: int, step: Step | None, keys: str, first: str) -> list[str]:
    rate = f"{step.kilobits if step else COPIED_RATE}k"
    chosen = {
        "filter": f"{first}scale=-2:{_height(step)}",
        "c": "libx264",
        "preset": "superfast",
        "pix_fmt": "yuv420p",
        "b": rate,
        "maxrate": rate,
        "bufsize": rate,
        "forced-idr": "1",
        "force_key_frames": keys,
        "sc_threshold": "0",
        "g": str(LONGEST_GROUP),
    }
    return [word for name, value in chosen.items() for word in (f"-{name}:v:{place}", value)]


def _height(step: Step | None) -> str:
    """Return the height of a picture, which ffmpeg works out from what arrives."""
    if step is None:
        return f"min({TALLEST}\\,ih)"
    return f"min({step.height}\\,2*trunc(ih*{step.share}/2))"


def _map(pictures: list[str], names: tuple[str, ...]) -> list[str]:
    """Name the renditions; without names there is one."""
    if not pictures[0]:
        return []
    streams = [f"v:{place},a:{place},name:{name}" for place, name in enumerate(pictures)]
    if SOUND in names:
        streams.append(f"a:{len(pictures)},name:{SOUND}")
    return ["-var_stream_map", " ".join(streams)]
