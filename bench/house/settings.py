# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An installation's settings, with the benchmark's own topic among the chapters."""

from konvent.config.settings.production import *  # noqa: F403 -- Django's way to extend settings

INSTALLED_APPS = [*INSTALLED_APPS, "bench.house"]  # noqa: F405 -- from the line above
ROOT_URLCONF = "bench.house.urls"
