# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of recordings: what players load, and the staff's pages."""

from django.urls import path

from konvent.library.views import captions, chapters, companions, recordings, tracks

app_name = "library"
every = "manage/<slug:convention>/recordings"
one = f"{every}/<str:code>"
desk = f"{one}/captions"
files = "<slug:convention>/public/recording/<str:code>"
urlpatterns = [
    path(f"{files}/captions.<str:language>.vtt", tracks.captions, name="captions"),
    path(f"{files}/chapters.<str:language>.vtt", tracks.chapters, name="chapters"),
    path(f"{every}/", recordings.recording_list, name="recording_list"),
    path(f"{every}/rules/", recordings.recording_rules, name="recording_rules"),
    path(f"{one}/", recordings.recording_edit, name="recording_edit"),
    path(f"{one}/show/", recordings.recording_show, name="recording_show"),
    path(f"{one}/download/", recordings.recording_download, name="recording_download"),
    path(f"{one}/remove/", recordings.recording_remove, name="recording_remove"),
    path(f"{one}/chapters/", chapters.recording_chapters, name="recording_chapters"),
    path(f"{one}/companions/", companions.recording_companions, name="recording_companions"),
    # Where a path ends so, the front takes in bodies as large as films.
    path(f"{one}/companions/films/", companions.companion_upload, name="companion_upload"),
    path(
        f"{one}/companions/<int:pk>/remove/",
        companions.recording_companion_remove,
        name="recording_companion_remove",
    ),
    path(f"{desk}/", captions.caption_list, name="caption_list"),
    path(f"{desk}/<slug:language>.vtt", captions.caption_file, name="caption_file"),
    path(f"{desk}/<slug:language>/", captions.caption_edit, name="caption_edit"),
    path(f"{desk}/<slug:language>/remove/", captions.caption_remove, name="caption_remove"),
]
