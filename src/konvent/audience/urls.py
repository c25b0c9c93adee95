# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The questions of a session: for whoever watches it, and for those who lead."""

from django.urls import path

from konvent.audience.views import attendee, line, moderator, organiser

app_name = "audience"
mine = "<slug:convention>/my/questions/<str:code>"
desk = "manage/<slug:convention>"
session = f"{desk}/sessions/<str:code>"
urlpatterns = [
    path(f"{mine}/", attendee.questions, name="questions"),
    path(f"{mine}/own/", attendee.own_questions, name="own_questions"),
    path(f"{mine}/<int:number>/", attendee.question_act, name="question_act"),
    path(f"{desk}/questions/", organiser.desk_list, name="desk_list"),
    path(f"{desk}/questions/rules/", organiser.desk_defaults, name="desk_defaults"),
    path(f"{session}/desk/", moderator.desk, name="desk"),
    path(f"{session}/desk/rules/", organiser.desk_rules, name="desk_rules"),
    path(f"{session}/desk/undo/", moderator.desk_undo, name="desk_undo"),
    path(f"{session}/desk/<int:number>/", moderator.desk_act, name="desk_act"),
    path(f"{session}/line/", line.line, name="line"),
    path(f"{session}/presenter/", line.presenter, name="presenter"),
]
