# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the programme: its public files and the organisers' pages."""

from django.urls import path

from konvent.programme.views import feeds, overview, places, public, sessions, versions

app_name = "programme"
desk = "manage/<slug:convention>"
files = "<slug:convention>/public"
urlpatterns = [
    path(f"{files}/schedule.xml", public.schedule_xml, name="schedule_xml"),
    path(f"{files}/schedule.json", public.schedule_json, name="schedule_json"),
    path(f"{files}/schedule.ics", public.schedule_ics, name="schedule_ics"),
    path(f"{files}/day/<str:day>.ics", public.day_ics, name="day_ics"),
    path(f"{files}/session/<str:code>.ics", public.session_ics, name="session_ics"),
    path("<slug:convention>/my/agenda.ics", public.agenda_ics, name="agenda_ics"),
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
    path(f"{desk}/import/", feeds.feed_upload, name="feed_upload"),
    path(f"{desk}/import/preview/", feeds.feed_preview, name="feed_preview"),
    path(f"{desk}/versions/", versions.version_list, name="version_list"),
]
