# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The producer's board."""

from django.urls import path

from konvent.stage.views import producer

app_name = "stage"
urlpatterns = [
    path("manage/<slug:convention>/stages/", producer.producer, name="producer"),
    path("manage/<slug:convention>/stages/<slug:room>/", producer.put, name="producer_put"),
]
