# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Django's entry for the chapter."""

from django.apps import AppConfig


class AudienceConfig(AppConfig):
    name = "konvent.audience"
    label = "audience"
