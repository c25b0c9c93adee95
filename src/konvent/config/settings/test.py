# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Settings for the test suite: a data folder of its own, nothing slow."""

import os
import tempfile

os.environ["KONVENT_DATA"] = tempfile.mkdtemp(prefix="konvent-test-")
os.environ.pop("KONVENT_SECRET_KEY", None)

from .base import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LANGUAGE_CODE = "en"
