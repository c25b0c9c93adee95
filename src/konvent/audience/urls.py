# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The questions of a session: for whoever watches it, and for those who lead."""

from django.urls import path

from konvent.audience.views import attendee

app_name = "audience"
mine = "<slug:convention>/my/questions/<str:code>"
urlpatterns = [
    path(f"{mine}/", attendee.questions, name="questions"),
    path(f"{mine}/own/", attendee.own_questions, name="own_questions"),
    path(f"{mine}/<int:number>/", attendee.question_act, name="question_act"),
]
