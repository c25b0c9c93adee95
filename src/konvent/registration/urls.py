# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses at the door, of what belongs to one visitor, and of the organisers' pages."""

from django.urls import path

from konvent.registration.views import organiser, visitor

app_name = "registration"
urlpatterns = [
    path("<slug:convention>/door/", visitor.door, name="door"),
    path("<slug:convention>/my/", visitor.ticket, name="ticket"),
    path("<slug:convention>/my/agenda/", visitor.agenda, name="agenda"),
    path("<slug:convention>/my/sign-out/", visitor.sign_out, name="sign_out"),
    path("manage/<slug:convention>/doors/", organiser.doors, name="doors"),
    path("manage/<slug:convention>/tickets/", organiser.tickets, name="tickets"),
    path("manage/<slug:convention>/tickets/issue/", organiser.ticket_issue, name="ticket_issue"),
    path(
        "manage/<slug:convention>/tickets/<int:pk>/revoke/",
        organiser.ticket_revoke,
        name="ticket_revoke",
    ),
]
