# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The chapter's pages in the staff area, and its words in the audit log."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.audit_words import name_facts, name_things, name_verbs
from konvent.foundation.menu import MenuEntry, add_to_menu

add_to_menu(
    MenuEntry(
        _("Producer's desk"),
        "stage:producer",
        "produce",
        20,
        _("Say what is on, lead the day, and see how the pictures are."),
    )
)
add_to_menu(MenuEntry(_("Sources"), "stage:sources", "produce", 21))
add_to_menu(MenuEntry(_("Films"), "stage:films", "produce", 22))
add_to_menu(MenuEntry(_("Slates"), "stage:slates", "produce", 23))
name_things(
    channel=_("Stage"), source=_("Source"), film=_("Film"), slate=_("Slate"), cue=_("Run of show")
)
name_facts(minutes=_("minutes"))
name_verbs(
    **{
        "put on stage": _("put on stage"),
        "return to schedule": _("left to the schedule"),
        "begin session": _("let a session begin"),
        "end session": _("let a session end"),
        "choose beginning": _("chose what begins and ends sessions"),
        "move rest": _("moved the rest of the day"),
        "take back move": _("took back the last move"),
        "open source": _("opened"),
        "close source": _("closed"),
        "switch source": _("switched"),
        "rotate passphrase": _("gave a new passphrase"),
        "disconnect encoder": _("disconnected the encoder"),
        "hold source": _("held a source on air"),
        "release source": _("released the source"),
        "prepare slate": _("prepared"),
        "show slate": _("showed"),
        "drop slate": _("went back to the look"),
        "add film": _("added"),
        "give film": _("gave a film to a session"),
        "remove film": _("removed"),
        "play film": _("played a film"),
        "stop film": _("stopped the film"),
        "choose quality": _("chose the quality"),
    }
)
