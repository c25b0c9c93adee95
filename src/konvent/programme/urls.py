# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about the programme."""

from django.urls import path

from konvent.programme.views import overview, places, sessions, versions

app_name = "programme"
desk = "manage/<slug:convention>"
urlpatterns = [
    path(f"{desk}/", overview.overview, name="overview"),
    path(f"{desk}/sessions/", sessions.session_list, name="session_list"),
    path(f"{desk}/sessions/add/", sessions.session_add, name="session_add"),
    path(f"{desk}/sessions/<str:code>/", sessions.session_edit, name="session_edit"),
    path(f"{desk}/sessions/<str:code>/remove/", sessions.session_remove, name="session_remove"),
    path(f"{desk}/rooms/", places.room_list, name="room_list"),
    path(f"{desk}/rooms/add/", places.room_add, name="room_add"),
    path(f"{desk}/rooms/<slug:slug>/", places.room_edit, name="room_edit"),
    path(f"{desk}/rooms/<slug:slug>/remove/", places.room_remove, name="room_remove"),
    path(f"{desk}/tracks/", places.track_list, name="track_list"),
    path(f"{desk}/tracks/add/", places.track_add, name="track_add"),
    path(f"{desk}/tracks/<slug:slug>/", places.track_edit, name="track_edit"),
    path(f"{desk}/tracks/<slug:slug>/remove/", places.track_remove, name="track_remove"),
    path(f"{desk}/versions/", versions.version_list, name="version_list"),
]
