# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Questions, polls and hands of a session: for whoever watches it, and for those who lead."""

from django.urls import path

from konvent.audience.views import (
    announcing,
    attendee,
    chat,
    chat_desk,
    hand_desk,
    hands,
    line,
    moderator,
    organiser,
    poll_desk,
    polls,
    speaker,
    speaker_links,
)

app_name = "audience"
mine = "<slug:convention>/my/questions/<str:code>"
desk = "manage/<slug:convention>"
session = f"{desk}/sessions/<str:code>"
my_chat = "<slug:convention>/my/chat/<str:kind>/<str:name>"
my_hands = "<slug:convention>/my/hands/<str:code>"
my_stage = "<slug:convention>/my/speaker/<str:code>"
my_polls = "<slug:convention>/my/polls/<str:code>"
polls_of = f"{session}/polls"
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
    path(f"{my_chat}/", chat.chat, name="chat"),
    path(f"{my_chat}/<int:number>/", chat.chat_report, name="chat_report"),
    path(f"{desk}/chats/", chat_desk.chat_list, name="chat_list"),
    path(f"{desk}/chats/reading/<int:number>/", chat_desk.chat_unmute, name="chat_unmute"),
    path(f"{desk}/chats/<str:kind>/<str:name>/", chat_desk.chat_desk, name="chat_desk"),
    path(f"{desk}/chats/<str:kind>/<str:name>/<int:number>/", chat_desk.chat_act, name="chat_act"),
    path(f"{my_hands}/", hands.hands, name="hands"),
    path(f"{my_hands}/own/", hands.own_hand_number, name="own_hand_number"),
    path(f"{session}/hands/", hand_desk.hand_desk, name="hand_desk"),
    path(f"{session}/hands/<int:number>/", hand_desk.hand_act, name="hand_act"),
    path("<slug:convention>/door/speaker/<str:token>", speaker.speaker_door, name="speaker_door"),
    path(f"{my_stage}/", speaker.speaker_view, name="speaker_view"),
    path(f"{my_stage}/line/", speaker.speaker_line, name="speaker_line"),
    path(f"{session}/speakers/", speaker_links.speaker_links, name="speaker_links"),
    path(
        f"{session}/speakers/<int:number>/revoke/",
        speaker_links.speaker_link_revoke,
        name="speaker_link_revoke",
    ),
    path(f"{my_polls}/", polls.polls, name="polls"),
    path(f"{my_polls}/own/", polls.own_answers, name="own_answers"),
    path(f"{desk}/questions/words/", poll_desk.poll_word_list, name="poll_word_list"),
    path(f"{desk}/announcements/", announcing.announcements, name="announcements"),
    path(
        f"{desk}/announcements/only-reading/",
        announcing.announcement_switch,
        name="announcement_switch",
    ),
    path(
        f"{desk}/announcements/<int:number>/",
        announcing.announcement_take_back,
        name="announcement_take_back",
    ),
    path(f"{polls_of}/", poll_desk.poll_list, name="poll_list"),
    path(f"{polls_of}/add/<str:kind>/", poll_desk.poll_add, name="poll_add"),
    path(f"{polls_of}/<int:number>/", poll_desk.poll_change, name="poll_change"),
    path(f"{polls_of}/<int:number>/act/", poll_desk.poll_act, name="poll_act"),
    path(f"{polls_of}/<int:number>/words/", poll_desk.poll_words, name="poll_words"),
    path(f"{polls_of}/<int:number>/remove/", poll_desk.poll_remove, name="poll_remove"),
]
