# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The organisers' pages about the convention itself."""

from django.urls import path, register_converter

from konvent.convention.converters import DateConverter
from konvent.convention.views import log, organiser

register_converter(DateConverter, "date")

app_name = "convention"
staff = "manage/<slug:convention>"
urlpatterns = [
    path(f"{staff}/facts/", organiser.facts, name="facts"),
    path(f"{staff}/look/", organiser.look, name="look"),
    path(f"{staff}/days/", organiser.day_list, name="day_list"),
    path(f"{staff}/days/add/", organiser.day_add, name="day_add"),
    path(f"{staff}/days/<int:pk>/", organiser.day_edit, name="day_edit"),
    path(f"{staff}/days/<int:pk>/remove/", organiser.day_remove, name="day_remove"),
    path(f"{staff}/log/", log.log, name="log"),
]
