# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Wires the chapters together once all of them are loaded."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class ConfigConfig(AppConfig):
    name = "konvent.config"
    label = "config"

    def ready(self) -> None:
        from konvent.config import wiring  # noqa: PLC0415 -- app ready

        autodiscover_modules("topics")
        autodiscover_modules("intents")
        autodiscover_modules("menu")
        autodiscover_modules("overlays")
        autodiscover_modules("tasks")
        autodiscover_modules("letters")
        autodiscover_modules("holdings")
        wiring.connect()
