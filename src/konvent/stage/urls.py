# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The producer's desk, and the stages' sources."""

from django.urls import path

from konvent.stage.rtmp import HOOK
from konvent.stage.views import films, producer, rtmp, slates, sources

app_name = "stage"
urlpatterns = [
    path("manage/<slug:convention>/slates/", slates.slates, name="slates"),
    path("manage/<slug:convention>/slates/all/", slates.slate, name="slate_of_all"),
    path("manage/<slug:convention>/slates/stage/<slug:room>/", slates.slate, name="slate"),
    path("manage/<slug:convention>/films/", films.films, name="films"),
    path("manage/<slug:convention>/films/<uuid:film>/", films.film_change, name="film_change"),
    path("manage/<slug:convention>/films/<uuid:film>/remove/", films.remove, name="film_remove"),
    path(HOOK.removeprefix("/"), rtmp.rtmp, name="rtmp"),
    path("manage/<slug:convention>/sources/", sources.sources, name="sources"),
    path(
        "manage/<slug:convention>/sources/<slug:room>/",
        sources.source_change,
        name="source_change",
    ),
    path("manage/<slug:convention>/stages/", producer.producer, name="producer"),
    path(
        "manage/<slug:convention>/stages/<slug:room>/", producer.producer_desk, name="producer_desk"
    ),
    path(
        "manage/<slug:convention>/stages/<slug:room>/<slug:name>.m3u8",
        producer.producer_preview,
        name="producer_preview",
    ),
    path(
        "manage/<slug:convention>/stages/<slug:room>/<slug:role>.jpg",
        producer.producer_still,
        name="producer_still",
    ),
]
