# SPDX-FileCopyrightText: 2026 the Konvent authors
# SPDX-License-Identifier: EUPL-1.2
"""Settings every installation shares; the operator's part comes from KONVENT_ variables."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from ipaddress import ip_network
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from konvent.config.environment import Environment
from konvent.config.settings.directories import (
    directories_that_prove_twice,
    directory_apps,
    directory_names,
    directory_providers,
)
from konvent.foundation.logs import written_as
from konvent.foundation.store import StorePlace

if TYPE_CHECKING:
    from pathlib import Path

ENVIRONMENT = Environment()
DATA = ENVIRONMENT.data.resolve()
DATA.mkdir(mode=0o700, parents=True, exist_ok=True)


def own_keys(path: Path) -> list[str]:
    """Read the installation's own keys, the newest first.

    If there is none one is written, for its owner's eyes only.
    """
    with suppress(FileExistsError):
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().split()


SECRET_KEY, *EARLIER_KEYS = (
    [ENVIRONMENT.secret_key] if ENVIRONMENT.secret_key else own_keys(DATA / "secret.key")
)
SECRET_KEY_FALLBACKS = [*ENVIRONMENT.secret_key_fallbacks, *EARLIER_KEYS]
DEBUG = False
PUBLIC_URL = ENVIRONMENT.address
BUS = ENVIRONMENT.bus
PROXIES = frozenset(ENVIRONMENT.proxies)
LARGE_NETWORKS = tuple(
    (ip_network(name), people) for name, people in ENVIRONMENT.large_networks.items()
)
ALLOWED_HOSTS = [*ENVIRONMENT.hosts, urlsplit(PUBLIC_URL).hostname or "localhost"]
if ENVIRONMENT.rtmp_url:
    ALLOWED_HOSTS.append("127.0.0.1")  # the name by which nginx asks whether a key is right
MEMORY = ENVIRONMENT.memory
PUTS_ASIDE_BY_ITSELF = ENVIRONMENT.putting_aside == "measured"
SRT_PORTS = range(
    int(ENVIRONMENT.srt_ports.partition("-")[0]), int(ENVIRONMENT.srt_ports.partition("-")[2]) + 1
)
BACKUPS = ENVIRONMENT.backups
STORE = (
    StorePlace(
        endpoint=ENVIRONMENT.s3_endpoint,
        bucket=ENVIRONMENT.s3_bucket,
        region=ENVIRONMENT.s3_region,
        key=ENVIRONMENT.s3_key,
        secret=ENVIRONMENT.s3_secret,
        is_path_style=ENVIRONMENT.s3_path_style,
    )
    if ENVIRONMENT.s3_endpoint
    else None
)
DAYS_BESIDE_THE_STORE = ENVIRONMENT.s3_local_days
SECURITY_CONTACT = ENVIRONMENT.security_contact
METRICS_TOKEN = ENVIRONMENT.metrics_token
RTMP_URL, RTMP_PORT = ENVIRONMENT.rtmp_url, ENVIRONMENT.rtmp_port
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if ENVIRONMENT.is_https else []

INSTALLED_APPS = [
    "konvent.foundation",
    "konvent.convention",
    "konvent.people",
    "konvent.programme",
    "konvent.letters",
    "konvent.registration",
    "konvent.stage",
    "konvent.audience",
    "konvent.library",
    "konvent.site",
    "konvent.ops",
    "konvent.config",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "konvent.people.middleware.personal_pages",
    "konvent.registration.middleware.staff_passes",
]
ROOT_URLCONF = "konvent.config.urls"
WSGI_APPLICATION = "konvent.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "konvent.foundation.forms.KernRenderer"

DATABASE_URL = ENVIRONMENT.database_url
DATABASES = {
    "default": dj_database_url.parse(DATABASE_URL, conn_max_age=60)
    if DATABASE_URL
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "konvent.sqlite3",
        "CONN_MAX_AGE": 60,  # opening it again is a fifth of the work for a small page
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": (
                "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
            ),
        },
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "konvent.people.access.DutyBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = "strict"
ACCOUNT_ADAPTER = "konvent.people.adapters.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False  # the staff's sign-in ends with the browser
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",  # per network and per account
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {
            "MAX_ENTRIES": 50_000
        },  # who tried too often is forgotten by time, not by a crowd
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the front, which says who is behind it
MFA_ADAPTER = "konvent.people.adapters.SecondFactorAdapter"
ACCOUNT_FORMS = {"reset_password": "konvent.people.forms.ForgottenPasswordForm"}
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are given by organisers, not by newcomers
MFA_TOTP_TOLERANCE = 1  # half a minute before and after: a phone's clock is never quite right
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True  # a passkey is both proofs: the device, and who holds it
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not ENVIRONMENT.is_https  # browsers then allow localhost only
MFA_TOTP_ISSUER = "Konvent"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/manage/"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", _("German")), ("en", _("English"))]
FORMAT_MODULE_PATH = "konvent.foundation.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Berlin"

STATIC_URL = "/static/"
MEDIA_ROOT = DATA / "uploads"
FILE_UPLOAD_TEMP_DIR = DATA / "arriving"
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, exist_ok=True)
LARGEST_FILM = ENVIRONMENT.largest_film_gb * 1_000_000_000

SESSION_COOKIE_AGE = 14 * 60 * 60  # a long day's work
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_NAME = "konvent_session"
CSRF_COOKIE_NAME = "konvent_csrf"
CSRF_COOKIE_AGE = None  # it ends with the browser: nobody is known again after a year
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_NAME = "konvent_language"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # no cookie of its own
CSRF_FAILURE_VIEW = "konvent.foundation.views.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.is_https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 30 * 24 * 60 * 60 if ENVIRONMENT.is_https else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "media-src": [SELF, "blob:"],
        "worker-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

DIRECTORIES = directory_names(ENVIRONMENT)
DIRECTORIES_THAT_PROVE_TWICE = directories_that_prove_twice(ENVIRONMENT)
DIRECTORIES_FOR_PARTICIPANTS = ENVIRONMENT.directory_for_participants
SAML_METADATA = ENVIRONMENT.saml_metadata
SOCIALACCOUNT_ADAPTER = "konvent.people.directory.DirectoryAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # an address that the directory has verified
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True  # from then on, whatever the address
SOCIALACCOUNT_PROVIDERS = directory_providers(ENVIRONMENT)
INSTALLED_APPS += directory_apps(ENVIRONMENT)


def mail_server(url: str) -> dict[str, object]:
    """Turn smtp://user:password@host:587 into Django's settings."""
    parts = urlsplit(url)
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and bool(parts.username),
    }


DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.email_from
EMAIL_TIMEOUT = 10
if ENVIRONMENT.email_url:
    globals().update(mail_server(ENVIRONMENT.email_url))
else:
    EMAIL_BACKEND = "konvent.letters.outbox.OutboxBackend"
OUTBOX = DATA / "outbox"
LETTERS_PER_MINUTE = ENVIRONMENT.email_per_minute

LOGGING = written_as(ENVIRONMENT.log_format, ENVIRONMENT.log_level)
