# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Take an uploaded picture for what it is, whatever it is called, and make it ours."""

from __future__ import annotations

import hashlib
import io
import warnings
from typing import TYPE_CHECKING, Literal

from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps, UnidentifiedImageError

from konvent.foundation.refusals import RefusedError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

KINDS = ("PNG", "JPEG", "WEBP")
LARGEST_FILE = 8_000_000
MOST_PIXELS = 50_000_000
LONGEST_SIDE = {"logo": 800, "picture": 2400}
BEGINNING = 512
NOT_A_PICTURE = (
    *(UnidentifiedImageError, OSError, SyntaxError, ValueError),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)
"""What reading a file may raise; the warning comes as an exception, see below."""

Use = Literal["logo", "picture"]


def take_picture(upload: UploadedFile[bytes], use: Use) -> ContentFile[bytes]:
    """Return the picture drawn anew, small enough for its use, without what a camera notes down.

    Raises RefusedError when the file is too large or no picture that we take.
    """
    if (upload.size or 0) > LARGEST_FILE:
        raise RefusedError(
            _("This file is larger than 8 MB. Please choose a smaller one."), field=use
        )
    content = upload.read()
    if _looks_like_svg(content):
        raise RefusedError(
            _(
                "SVG files can carry programs and are not taken. "
                "Please save the picture as PNG, for example at 800 pixels of width."
            ),
            field=use,
        )
    picture = _opened(content, use)
    picture.thumbnail((LONGEST_SIDE[use], LONGEST_SIDE[use]))
    return _written(picture, use)


def _looks_like_svg(content: bytes) -> bool:
    start = content[:BEGINNING].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith(b"<") and (b"<svg" in content[:10_000].lower())


def _opened(content: bytes, use: Use) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(content), formats=KINDS)
            if picture.width * picture.height > MOST_PIXELS:
                raise RefusedError(
                    _("This picture has more than 50 million pixels. Please make it smaller."),
                    field=use,
                )
            return ImageOps.exif_transpose(picture)
    except NOT_A_PICTURE:
        raise RefusedError(
            _("This is no picture that can be shown. PNG, JPEG and WebP are."), field=use
        ) from None


def _written(picture: Image.Image, use: Use) -> ContentFile[bytes]:
    written = io.BytesIO()
    if use == "logo":
        picture.convert("RGBA").save(written, "PNG", optimize=True)
        ending = "png"
    else:
        picture.convert("RGB").save(written, "JPEG", quality=85, progressive=True)
        ending = "jpg"
    content = written.getvalue()
    name = f"{use}-{hashlib.sha256(content).hexdigest()[:16]}.{ending}"
    return ContentFile(content, name=name)
