# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The chapter's pages in the staff area, and its words in the audit log."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.audit_words import name_facts, name_things, name_verbs
from konvent.foundation.menu import MenuEntry, add_to_menu

add_to_menu(
    MenuEntry(_("People on stage"), "people:person_list", "organise", 150),
    MenuEntry(_("Organisations"), "people:organisation_list", "organise", 160),
    MenuEntry(_("Staff"), "people:role_list", "organise", 510),
)
name_things(person=_("Person"), organisation=_("Organisation"), role=_("Duty"), user=_("Account"))
name_facts(user=_("name"))
name_verbs(sign_in_by_link=_("signed in by a link"))
