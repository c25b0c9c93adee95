# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""The address at which another machine asks whether it may rehearse here."""

from django.urls import path

from konvent.ops import views

app_name = "ops"
urlpatterns = [path("doors/rehearsal", views.rehearsal, name="rehearsal")]
