# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""What is uploaded as a picture is one, or is refused in a sentence."""

import io
import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from konvent.convention.pictures import take_picture
from konvent.foundation.refusals import RefusedError


def chunk(kind, content):
    crc = zlib.crc32(kind + content)
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", crc)


def claiming(width, height):
    """A tiny PNG that says it is very large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0" * 100)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels)


def drawn(kind="PNG"):
    written = io.BytesIO()
    Image.effect_noise((200, 200), 50).save(written, kind)
    return written.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        claiming(7_500, 7_500),
        claiming(10_000, 10_000),
        claiming(60_000, 60_000),
        drawn()[:5_000],
        drawn("JPEG")[:2_000],
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b"GIF89a<script>alert(1)</script>",
        b"",
    ],
    ids=["large", "larger", "bomb", "half a png", "half a jpeg", "svg", "gif", "nothing"],
)
def test_what_is_no_picture_to_show_is_refused(content):
    upload = SimpleUploadedFile("logo.png", content, content_type="image/png")

    with pytest.raises(RefusedError):
        take_picture(upload, "logo")


def test_nothing_hides_behind_a_picture():
    polyglot = drawn("JPEG") + b"<script>alert(1)</script><?php"

    taken = take_picture(SimpleUploadedFile("x.html", polyglot, content_type="text/html"), "logo")

    content = taken.read()
    assert content.startswith(b"\x89PNG")
    assert b"script" not in content
    assert taken.name.endswith(".png")
