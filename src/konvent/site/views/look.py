# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""A convention's colours, its grid, its icon, its logo and its picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from PIL import Image

from konvent.convention.models import Convention
from konvent.foundation.published import published
from konvent.site.edition import open_edition
from konvent.site.look import icon_drawing, look_sheet
from konvent.site.timetable import grid_sheet

if TYPE_CHECKING:
    from django.db.models.fields.files import ImageFieldFile
from django.http import HttpRequest


@require_safe
@published("{convention}/look")
def look(request: HttpRequest, *, convention: str) -> HttpResponse:  # noqa: ARG001 -- a view
    return HttpResponse(look_sheet(_listed(convention)), content_type="text/css; charset=utf-8")


@require_safe
@published("{convention}/look")
def icon(request: HttpRequest, *, convention: str) -> HttpResponse:  # noqa: ARG001 -- a view
    return HttpResponse(icon_drawing(_listed(convention)), content_type="image/svg+xml")


@require_safe
@published("{convention}/programme")
def grid(request: HttpRequest, *, convention: str) -> HttpResponse:  # noqa: ARG001 -- a view
    """Answer where in the grid everything stands."""
    edition = open_edition(convention, settings.LANGUAGE_CODE)
    return HttpResponse(grid_sheet(edition.schedule), content_type="text/css; charset=utf-8")


@require_safe
@published("{convention}/look")
def logo(request: HttpRequest, *, convention: str) -> HttpResponse:  # noqa: ARG001 -- a view
    return _picture(_listed(convention).logo)


@require_safe
@published("{convention}/look")
def picture(request: HttpRequest, *, convention: str) -> HttpResponse:  # noqa: ARG001 -- a view
    return _picture(_listed(convention).picture)


def _listed(slug: str) -> Convention:
    return get_object_or_404(Convention.objects.listed(), slug=slug)


def _picture(image: ImageFieldFile) -> HttpResponse:
    """Send an uploaded picture under the type that its content has."""
    if not image:
        raise Http404
    with image.open() as file, Image.open(file) as opened:
        kind = Image.MIME[opened.format or "PNG"]
        file.seek(0)
        return HttpResponse(file.read(), content_type=kind)
