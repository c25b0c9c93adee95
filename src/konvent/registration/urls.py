# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses at the door, of what belongs to one visitor, and of the organisers' pages."""

from django.urls import path

from konvent.registration.views import (
    badges,
    checkin,
    directory,
    importing,
    moving,
    organiser,
    own,
    registering,
    registrations,
    setting_up,
    visitor,
    workshops,
)

app_name = "registration"
urlpatterns = [
    path("<slug:convention>/door/", visitor.door, name="door"),
    path(
        "<slug:convention>/door/directory/<slug:way>/",
        directory.directory_ask,
        name="directory_ask",
    ),
    path("<slug:convention>/door/confirmed/", directory.directory_arrive, name="directory_arrive"),
    path("<slug:convention>/my/", own.ticket, name="ticket"),
    path("<slug:convention>/my/register/", registering.register, name="register"),
    path("<slug:convention>/my/confirm/<str:token>/", registering.confirm, name="confirm"),
    path("<slug:convention>/my/registered/<str:token>/", registering.registered, name="registered"),
    path("<slug:convention>/my/change/", own.change, name="change"),
    path("<slug:convention>/my/address/", moving.address, name="address"),
    path(
        "<slug:convention>/my/address/<str:token>/", moving.address_confirm, name="address_confirm"
    ),
    path("<slug:convention>/my/consents/", own.consents, name="consents"),
    path("<slug:convention>/my/data/", own.data, name="data"),
    path("<slug:convention>/my/data.json", own.data_file, name="data_file"),
    path("<slug:convention>/my/places/", workshops.places, name="places"),
    path("<slug:convention>/my/places/<str:code>/", workshops.place, name="place"),
    path("<slug:convention>/my/leave/", own.leave, name="leave"),
    path("<slug:convention>/my/agenda/", visitor.agenda, name="agenda"),
    path("<slug:convention>/my/sign-out/", visitor.sign_out, name="sign_out"),
    path("manage/<slug:convention>/doors/", organiser.doors, name="doors"),
    *(
        path(f"manage/<slug:convention>/registrations/{way}", view, name=view.__name__)
        for way, view in (
            ("", registrations.registrations),
            ("table.csv", registrations.registrations_table),
            ("decide/", registrations.registrations_decide_many),
            ("import/", importing.registrations_import),
            ("import/take-in/", importing.registrations_take_in),
            ("places/", workshops.registrations_places),
            ("places/<str:code>/", workshops.registrations_place),
            ("<int:pk>/", registrations.registrations_one),
            ("<int:pk>/decide/", registrations.registrations_decide),
            ("<int:pk>/correct/", registrations.registrations_correct),
            ("<int:pk>/cancel/", registrations.registrations_cancel),
            ("<int:pk>/forget/", registrations.registrations_forget),
            ("setup/", setting_up.registrations_setup),
            ("setup/rules/", setting_up.registrations_rules),
            ("setup/telling/", setting_up.registrations_telling),
            ("setup/invite/", setting_up.registrations_invite),
            ("setup/codes/<int:pk>/", setting_up.registrations_uninvite),
            ("setup/<slug:kind>/add/", setting_up.registrations_add),
            ("setup/<slug:kind>/<int:pk>/", setting_up.registrations_edit),
            ("setup/<slug:kind>/<int:pk>/remove/", setting_up.registrations_remove),
        )
    ),
    *(
        path(f"manage/<slug:convention>/check-in/{way}", view, name=view.__name__)
        for way, view in (
            ("", checkin.checkin),
            ("badges/<slug:group>.pdf", badges.checkin_badges),
            ("<date:day>/", checkin.checkin_day),
            ("<date:day>/list.json", checkin.checkin_list),
            ("<date:day>/find/", checkin.checkin_find),
            ("<date:day>/scans/", checkin.checkin_scans),
            ("<date:day>/arrivals.csv", checkin.checkin_table),
        )
    ),
    path("manage/<slug:convention>/tickets/", organiser.tickets, name="tickets"),
    path("manage/<slug:convention>/tickets/issue/", organiser.ticket_issue, name="ticket_issue"),
    path(
        "manage/<slug:convention>/tickets/<int:pk>/name/",
        organiser.ticket_name,
        name="ticket_name",
    ),
    path(
        "manage/<slug:convention>/tickets/<int:pk>/lane/",
        organiser.ticket_lane,
        name="ticket_lane",
    ),
    path(
        "manage/<slug:convention>/tickets/<int:pk>/revoke/",
        organiser.ticket_revoke,
        name="ticket_revoke",
    ),
    path(
        "manage/<slug:convention>/tickets/<int:pk>/badge.pdf",
        badges.ticket_badge,
        name="ticket_badge",
    ),
]
