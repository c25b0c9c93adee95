# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Addresses at the door, and of what belongs to one visitor."""

from django.urls import path

from konvent.registration import views

app_name = "registration"
urlpatterns = [
    path("<slug:convention>/door/", views.door, name="door"),
    path("<slug:convention>/my/", views.ticket, name="ticket"),
    path("<slug:convention>/my/agenda/", views.agenda, name="agenda"),
    path("<slug:convention>/my/sign-out/", views.sign_out, name="sign_out"),
]
