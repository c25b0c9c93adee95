# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The library's pages in the staff area, and its words in the log."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.audit_words import name_facts, name_things, name_verbs
from konvent.foundation.menu import MenuEntry, add_to_menu

add_to_menu(
    MenuEntry(
        _("Recordings"),
        "library:recording_list",
        "produce",
        30,
        _("See what was recorded, cut it, and say who may see it."),
    )
)
name_things(
    recording=_("Recording"),
    recordingrules=_("Rules for recordings"),
    caption=_("Captions"),
    chaptermark=_("Chapter mark"),
    companion=_("Companion"),
)
name_verbs(
    **{
        "record": _("recorded"),
        "cut": _("cut"),
        "withhold": _("withheld"),
        "mark chapters": _("marked chapters"),
        "attach companion": _("added"),
        "upload companion": _("uploaded"),
        "detach companion": _("removed"),
        "make download": _("had a film made"),
        "write captions": _("wrote captions"),
    }
)
name_facts(chapters=_("chapters"))
