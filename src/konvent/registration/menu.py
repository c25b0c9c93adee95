# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The chapter's pages in the staff area, and its words in the audit log."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.audit_words import name_things, name_verbs
from konvent.foundation.menu import MenuEntry, add_to_menu

add_to_menu(
    MenuEntry(
        _("Tickets"),
        "registration:tickets",
        "organise",
        300,
        _("Give somebody a link into the stages, or revoke it."),
    ),
    MenuEntry(
        _("Doors"),
        "registration:doors",
        "organise",
        310,
        _("Say how many people the stages hold, and see who waits."),
    ),
)
name_things(ticket=_("Ticket"), capacity=_("Doors"), speakerlink=_("Speaker's link"))
name_verbs(issue=_("issued"), renew=_("renewed"), revoke=_("revoked"))
