# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Staff at their sign-in, and the organisers' pages about people."""

from django.urls import path

from konvent.people.views import account, organiser, staff

app_name = "people"
desk = "manage/<slug:convention>"
urlpatterns = [
    path("account/", account.account, name="account"),
    path("account/begin/", account.begin, name="begin"),
    path("account/language/", account.language, name="language"),
    path("account/link/<str:token>/", account.link, name="link"),
    path("manage/", staff.home, name="home"),
    path("manage/-/convention/", staff.convention_add, name="convention_add"),
    path(f"{desk}/staff/", staff.role_list, name="role_list"),
    path(f"{desk}/staff/add/", staff.role_add, name="role_add"),
    path(f"{desk}/staff/<int:pk>/remove/", staff.role_remove, name="role_remove"),
    path(f"{desk}/people/", organiser.person_list, name="person_list"),
    path(f"{desk}/people/add/", organiser.person_add, name="person_add"),
    path(f"{desk}/people/<str:code>/", organiser.person_edit, name="person_edit"),
    path(f"{desk}/people/<str:code>/remove/", organiser.person_remove, name="person_remove"),
    path(f"{desk}/organisations/", organiser.organisation_list, name="organisation_list"),
    path(f"{desk}/organisations/add/", organiser.organisation_add, name="organisation_add"),
    path(
        f"{desk}/organisations/<slug:slug>/", organiser.organisation_edit, name="organisation_edit"
    ),
    path(
        f"{desk}/organisations/<slug:slug>/remove/",
        organiser.organisation_remove,
        name="organisation_remove",
    ),
]
