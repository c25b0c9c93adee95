# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses of the organisers' pages about letters."""

from django.urls import path

from konvent.letters.views import organiser

app_name = "letters"
urlpatterns = [
    path("manage/<slug:convention>/letters/", organiser.letters, name="letters"),
    path(
        "manage/<slug:convention>/letters/<int:pk>/bounced/",
        organiser.letter_bounced,
        name="letter_bounced",
    ),
    path(
        "manage/<slug:convention>/letters/<int:pk>/again/",
        organiser.letter_again,
        name="letter_again",
    ),
    path("manage/<slug:convention>/letters/wordings/", organiser.wordings, name="wordings"),
    path(
        "manage/<slug:convention>/letters/wordings/<slug:kind>/",
        organiser.wording_edit,
        name="wording_edit",
    ),
    path("manage/<slug:convention>/letters/outbox/", organiser.outbox, name="outbox"),
]
