# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What can be wrong with a stage's picture, in words, each with its mend."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


class Words(NamedTuple):
    """A trouble and what to do about it."""

    trouble: StrOrPromise
    mend: StrOrPromise


TROUBLES = {
    "black-picture": Words(
        _("The picture is black."), _("Look at the camera, its cable and the chosen scene.")
    ),
    "clipping": Words(_("The sound is too loud and distorts."), _("Turn the level down.")),
    "corrupt-packets": Words(
        _("Parts of the picture are lost on the way."),
        _("Use a cable instead of wireless, a lower bit rate, or a latency of 1000 ms."),
    ),
    "disk-full": Words(
        _("The disk is full: what is shown now is not kept."),
        _("Have room made at once. The stage plays on."),
    ),
    "disk-nearly-full": Words(
        _("Less than a fifth of the server's disk is free."),
        _("Delete what is not needed, or give it a larger disk."),
    ),
    "dropped-pictures": Words(
        _("The encoder leaves out pictures. Movement stutters."),
        _(
            "Give it less to do: a faster preset, 30 pictures per second, fewer things in the "
            "scene; or a lower bit rate, if it is the line."
        ),
    ),
    "few-pictures": Words(
        _("There are fewer than 10 pictures per second."),
        _("Set 25 or 30 pictures per second in the encoder."),
    ),
    "frozen-picture": Words(
        _("The picture has not moved for 20 seconds."),
        _("Unless a slide is meant to stand, look at the camera and the chosen scene."),
    ),
    "high-bit-rate": Words(
        _("The picture is larger than the lines of many viewers."),
        _("Send 2500 to 6000 kbit/s, or choose a quality with 480p."),
    ),
    "interlaced": Words(
        _("The picture is interlaced. Movement shows stripes."),
        _("Set the camera or the capture card to progressive: 1080p50 instead of 1080i50."),
    ),
    "large-picture": Words(
        _("The picture is larger than 1080p. Not every device plays that."),
        _("Set the output to 1920 by 1080, or to 1280 by 720."),
    ),
    "long-key-frames": Words(
        _("Key frames are too far apart. The server encodes the picture anew."),
        _("Set the key frame interval to 2 s and connect again."),
    ),
    "many-pictures": Words(
        _("There are more than 60 pictures per second. Not every device plays that."),
        _("Set 25, 30, 50 or 60 pictures per second in the encoder."),
    ),
    "no-picture": Words(
        _("The encoder sends no picture."), _("Add a video source to the chosen scene.")
    ),
    "no-sound": Words(
        _("The encoder sends no sound. Viewers hear silence."),
        _("Switch on an audio track in the encoder's output and connect again."),
    ),
    "out-of-step": Words(
        _("Picture and sound began apart. They may be out of step."),
        _(
            "Clap once in front of the camera and watch the stage. If it is off, set the sound's "
            "sync offset in the encoder (in OBS: Advanced Audio Properties)."
        ),
    ),
    "port-taken": Words(
        _("Another program uses this port."), _("End it, or close this source and open it again.")
    ),
    "rtmp-away": Words(
        _("The web server that takes RTMP does not answer."),
        _("Tell whoever runs the server: nginx is to run with what “konvent rtmp-config” prints."),
    ),
    "silence": Words(
        _("Nothing is to be heard."), _("Look at the microphone, its switch and the mixer.")
    ),
    "too-slow": Words(
        _("The picture comes in more slowly than time passes."),
        _("The encoder or its line does not keep up: choose a faster preset or a lower bit rate."),
    ),
    "wrong-colours": Words(
        _("Browsers do not show colours of this kind. The server encodes the picture anew."),
        _("Set the colour format to NV12 (in OBS under Settings, Advanced) and connect again."),
    ),
    "wrong-codec": Words(
        _("The picture is not H.264. The server encodes it anew."),
        _("Choose H.264 (x264 or the graphics card's) and connect again."),
    ),
    "wrong-passphrase": Words(
        _("An encoder was refused: its passphrase is wrong."),
        _("Copy the address anew, or have a new passphrase made."),
    ),
    "wrong-sound-codec": Words(
        _("The sound is not AAC. The server encodes it anew."), _("Choose AAC and connect again.")
    ),
}


def words_of(code: str) -> Words:
    """Return the words; a code without any speaks for itself."""
    return TROUBLES.get(code, Words(code, ""))
