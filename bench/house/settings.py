# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""An installation's settings, with the benchmark's own topic among the chapters."""

import os

from konvent.config.settings.production import *  # noqa: F403 -- Django's way to extend settings
from konvent.registration import house

LEFT_AFTER = "KONVENT_BENCH_LEFT_AFTER"
"""Seconds without a sign of life after which somebody has left; unless said, as everywhere."""

house.GRACE = float(os.environ.get(LEFT_AFTER, house.GRACE))
INSTALLED_APPS = [*INSTALLED_APPS, "bench.house"]  # noqa: F405 -- from the line above
ROOT_URLCONF = "bench.house.urls"
