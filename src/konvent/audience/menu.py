# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The chapter's pages in the staff area, and its words in the audit log."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.audit_words import name_facts, name_things, name_verbs
from konvent.foundation.menu import MenuEntry, add_to_menu

add_to_menu(
    MenuEntry(
        _("Questions"),
        "audience:desk_list",
        "work",
        30,
        _("Lead what the audience asks, session by session."),
    )
)
add_to_menu(MenuEntry(_("Chats"), "audience:chat_list", "moderate", 32))
add_to_menu(
    MenuEntry(
        _("Announcements"),
        "audience:announcements",
        "moderate",
        31,
        _("Tell everybody something at once, or let the audience only read."),
    )
)
name_things(
    hand=_("Raised hand"),
    chat=_("Chat"),
    chatmessage=_("Message"),
    mute=_("Reading only"),
    announcement=_("Announcement"),
    silence=_("Taking part"),
    floor=_("Questions of a session"),
    question=_("Question"),
    questiondefaults=_("Rules for questions"),
    poll=_("Poll"),
    wordlist=_("Unwanted words"),
)
name_facts(options=_("answers to choose from"), words=_("words"))
name_verbs(
    **{
        "show question": _("put into the list"),
        "put question on stage": _("put on stage"),
        "answer question": _("marked as answered"),
        "answer question in writing": _("answered in writing"),
        "decline question": _("declined"),
        "merge question": _("merged"),
        "pin question": _("pinned"),
        "unpin question": _("unpinned"),
        "call hand": _("called"),
        "finish hand": _("marked as done"),
        "lower hand": _("lowered"),
        "hide message": _("hidden"),
        "show message": _("shown again"),
        "mute author": _("silenced its author"),
        "ban author": _("banned its author"),
        "lift mute": _("lifted"),
        "take announcement back": _("taken back"),
        "let audience only read": _("switched off"),
        "let audience write": _("switched on again"),
        "open poll": _("opened"),
        "close poll": _("closed"),
        "put poll on stage": _("put on stage"),
        "take poll off stage": _("took off the stage"),
        "hide words": _("hid words in"),
        "show words": _("showed words again in"),
        "take back": _("took back what was done to"),
    }
)
