# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The chapter's pages in the staff area, and its words in the audit log."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.audit_words import name_things
from konvent.foundation.menu import MenuEntry, add_to_menu

add_to_menu(
    MenuEntry(_("Days"), "convention:day_list", "organise", 110),
    MenuEntry(_("Facts"), "convention:facts", "organise", 400),
    MenuEntry(_("Look"), "convention:look", "organise", 410),
    MenuEntry(_("Log"), "convention:log", "organise", 520),
)
name_things(convention=_("Convention"), day=_("Day"))
