# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The chapter's pages in the staff area, and its words in the audit log."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.audit_words import name_facts, name_things, name_verbs
from konvent.foundation.menu import MenuEntry, add_to_menu

add_to_menu(
    MenuEntry(
        _("Mail"),
        "letters:letters",
        "organise",
        310,
        _("See which mails were sent and which came back, and word them your way."),
        more=("letter", "wordings", "wording", "outbox"),
    )
)
name_things(letter=_("Letter"), wording=_("Wording of a letter"))
name_facts(body=_("text"), subject=_("subject"))
name_verbs(**{"mark as bounced": _("noted as come back"), "send again": _("had sent again")})
