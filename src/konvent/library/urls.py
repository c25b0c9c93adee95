# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of recordings: what players load, and the staff's pages."""

from django.urls import path

from konvent.library.views import tracks

app_name = "library"
files = "<slug:convention>/public/recording/<str:code>"
urlpatterns = [
    path(f"{files}/captions.<str:language>.vtt", tracks.captions, name="captions"),
    path(f"{files}/chapters.<str:language>.vtt", tracks.chapters, name="chapters"),
]
