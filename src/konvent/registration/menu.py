# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The chapter's pages in the staff area, and its words in the audit log."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.audit_words import name_facts, name_things, name_verbs
from konvent.foundation.menu import MenuEntry, add_to_menu

add_to_menu(
    MenuEntry(
        _("Registrations"),
        "registration:registrations",
        "organise",
        300,
        _("See who comes, approve, and say how people register."),
    ),
    MenuEntry(
        _("Tickets"),
        "registration:tickets",
        "organise",
        305,
        _("Give somebody a link into the stages, or revoke it."),
        more=("ticket",),
    ),
    MenuEntry(
        _("Check-in"),
        "registration:checkin",
        "check_in",
        310,
        _("Say who has arrived at the place, by scanning their tickets."),
    ),
    MenuEntry(
        _("Doors"),
        "registration:doors",
        "organise",
        315,
        _("Say how many people the stages hold, and see who waits."),
    ),
)
name_things(
    ticket=_("Ticket"),
    capacity=_("Doors"),
    speakerlink=_("Speaker's link"),
    registration=_("Registration"),
    registrationrules=_("Rules of registration"),
    group=_("Group"),
    extrafield=_("Question of the form"),
    purpose=_("Consent"),
    invitation=_("Invitation code"),
    telling=_("Letters to many"),
    workshop=_("Places in a session"),
    scan=_("Check-in"),
)
name_facts(
    group=_("group"),
    state=_("state"),
    registrations=_("registrations"),
    door=_("door"),
    at=_("at"),
    wording=_("what people agree to"),
)
name_verbs(
    issue=_("issued"),
    renew=_("renewed"),
    revoke=_("revoked"),
    approve=_("approved"),
    decline=_("declined"),
    admit=_("admitted"),
    cancel=_("cancelled the place of"),
    send_link=_("had the link mailed again to"),
    move=_("moved"),
    change_lane=_("changed the way at the doors of"),
    move_address=_("has another address:"),
    check_in=_("checked in"),
    take_back=_("took back the check-in of"),
)
