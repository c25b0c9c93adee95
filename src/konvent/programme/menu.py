# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The chapter's pages in the staff area, and its words in the audit log."""

from django.utils.translation import gettext_lazy as _

from konvent.foundation.audit_words import name_facts, name_things, name_verbs
from konvent.foundation.menu import MenuEntry, add_to_menu

add_to_menu(
    MenuEntry(_("Overview"), "programme:overview", "work", 10),
    MenuEntry(
        _("Sessions"),
        "programme:session_list",
        "organise",
        100,
        _("Add, move, change or cancel what is in the programme."),
    ),
    MenuEntry(_("Stages and rooms"), "programme:room_list", "organise", 120),
    MenuEntry(_("Tracks"), "programme:track_list", "organise", 130),
    MenuEntry(
        _("Publish"),
        "programme:version_list",
        "organise",
        200,
        _("See what is different from the last version, and show it to everybody."),
    ),
    MenuEntry(_("Import"), "programme:feed_upload", "organise", 210),
)
name_things(session=_("Session"), room=_("Room"), track=_("Track"), version=_("Version"))
name_verbs(**{"publish": _("published"), "import": _("imported")})
name_facts(
    room=_("stage or room"),
    track=_("track"),
    speakers=_("speakers"),
    days=_("Days"),
    rooms=_("Stages and rooms"),
    tracks=_("Tracks"),
    organisations=_("Organisations"),
    people=_("People on stage"),
    sessions=_("Sessions"),
)
