"""Settings of every process. What differs between machines comes from the environment; docs/reference/settings.md lists it."""

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.exceptions import ImproperlyConfigured

from tracker.api.openapi import openapi_settings
from tracker.disk import disk_trouble
from tracker.local import CHECKOUT, fault_of_secret_key, forget_other_servers, local_secret_key, socket_folder, var_folder
from tracker.logs import log_settings
from tracker.mail import mail_settings

BASE_DIR = CHECKOUT
VAR_DIR = var_folder()
DEBUG = False

# `make run` serves plain HTTP on this machine; everything else is behind TLS.
PLAIN_HTTP = os.environ.get("PLAIN_HTTP") == "1"
OWN_DATABASE = bool(os.environ.get("DATABASE_URL"))
if not OWN_DATABASE:
    forget_other_servers()

SECRET_KEY = os.environ.get("SECRET_KEY", "")
if SECRET_KEY:
    if fault := fault_of_secret_key(SECRET_KEY):
        raise ImproperlyConfigured(fault)
else:
    if OWN_DATABASE and not PLAIN_HTTP:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set; a deployment with its own DATABASE_URL needs one: at least 50 random characters."
        )
    try:
        SECRET_KEY = local_secret_key()
    except OSError as error:
        raise ImproperlyConfigured(disk_trouble(error, VAR_DIR)) from error

ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    # Before the one whose commands it replaces.
    "tracker.access",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "pgtrigger",
    "pghistory",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "tracker.records",
    "tracker.commitments",
    "tracker.api",
    "tracker.embedded",
    "suppliers",
    "recycling",
    "reports",
]

MIDDLEWARE = [
    # The first four also reach what the others refuse, redirect or serve from disk.
    "tracker.api.middleware.RequestIdMiddleware",
    "tracker.api.headers.PolicyMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "tracker.api.strictness.MethodMiddleware",
    "tracker.api.strictness.TextMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "tracker.api.middleware.LengthMiddleware",
    "tracker.access.limits.RateMiddleware",
    "tracker.api.middleware.TransactionMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "tracker.api.middleware.SlashMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tracker.access.middleware.RefusalLogMiddleware",
    "tracker.access.middleware.TenantMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "tracker.urls"
WSGI_APPLICATION = "tracker.wsgi.application"
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["tracker.access.backend.TenantBackend"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]


def _database(variable: str, user: str, statement_timeout: str) -> dict[str, Any]:
    database: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "pledgekeeper",
        "USER": user,
        "HOST": str(socket_folder()),
    }
    if url := os.environ.get(variable):
        database = dict(dj_database_url.parse(url))
        if database["ENGINE"] != "django.db.backends.postgresql":
            raise ImproperlyConfigured(f"{variable} must name a PostgreSQL database, as postgresql://user:password@host/name.")
    if name := os.environ.get("DATABASE_NAME"):
        database["NAME"] = name
    limits = f"-c statement_timeout={statement_timeout} -c lock_timeout=10s -c idle_in_transaction_session_timeout=30s"
    database["OPTIONS"] = {"connect_timeout": 5, **database.get("OPTIONS", {}), "options": f"{limits} -c timezone=UTC"}
    return database


# The application's role owns nothing and sees the rows of one tenant. What it records is committed within 30 s
# (records.frozen); nothing may hold that up for longer. Migrations run as the owner, and take as long as a large table needs.
DATABASES = {"default": _database("DATABASE_URL", "pledgekeeper_app", "30s")}
if os.environ.get("DATABASE_OWNER_URL") or not OWN_DATABASE:
    DATABASES["owner"] = _database("DATABASE_OWNER_URL", "pledgekeeper", "0")

# Facts and the history of reference rows count in one clock: the database's, at the statement.
PGHISTORY_CREATED_AT_FUNCTION = "STATEMENT_TIMESTAMP()"

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
LOGIN_URL = "admin:login"
# Where the admin sends whoever logged in with a target that is not ours.
LOGIN_REDIRECT_URL = "admin:index"
CSRF_FAILURE_VIEW = "tracker.api.handlers.csrf_failure"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["tracker.formats"]

LOGGING = log_settings()

STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILES_ROOT = Path(os.environ.get("FILES_ROOT") or VAR_DIR / "files")
# The private halves, each in a file of its own; they never stand in the database.
SIGNING_KEYS = Path(os.environ.get("SIGNING_KEYS") or VAR_DIR / "keys")

# Where the links in mail lead.
PUBLIC_URL = (os.environ.get("PUBLIC_URL") or "http://127.0.0.1:8000").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM") or "pledgekeeper@localhost"
try:
    globals().update(mail_settings(os.environ.get("EMAIL_URL", ""), VAR_DIR))
except ValueError as error:
    raise ImproperlyConfigured(str(error)) from None

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not PLAIN_HTTP
BEHIND_TLS_PROXY = os.environ.get("BEHIND_TLS_PROXY") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS_PROXY else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "tracker.api.uploads.SentNames",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

_limit = os.environ.get("RATE_LIMIT_PER_MINUTE") or "600"
if not (_limit.isascii() and _limit.isdigit() and _limit.strip("0")):
    raise ImproperlyConfigured(f"RATE_LIMIT_PER_MINUTE is “{_limit}”; a whole number of requests from 1 on was expected.")
RATE_LIMIT_PER_MINUTE = int(_limit)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "tracker.access.authentication.BearerAuthentication",
        "tracker.access.authentication.PartySession",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["tracker.access.permissions.IsKnownCaller"],
    "DEFAULT_PARSER_CLASSES": ["tracker.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["tracker.api.renderers.CanonicalJSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "tracker.api.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tracker.api.problems.problem_response",
    "UNAUTHENTICATED_USER": None,
}

SPECTACULAR_SETTINGS = openapi_settings(url=PUBLIC_URL)

# Celery carries ids and keeps nothing: what happened, and what is still to happen, stands in PostgreSQL.
CELERY_BROKER_URL = os.environ.get("REDIS_URL") or f"redis+socket://{socket_folder()}/valkey.sock"
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 270
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 900,
    "socket_timeout": 5,
    "socket_connect_timeout": 5,
    "health_check_interval": 10,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 10,
}
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE = {"tick": {"task": "reports.tick", "schedule": 60.0, "options": {"expires": 55}}}
# One plain entry needs no file of its own; what is due stands in PostgreSQL.
CELERY_BEAT_SCHEDULER = "celery.beat:Scheduler"

# What shows what a new version of a commitment would change: rooms above the ground are named by string.
VERSION_PREVIEW = "suppliers.flips.preview_version"

# What /healthz/jobs and the admin's home ask, by name; rooms above the ground are named by string.
JOB_CHECKS = {
    "tick": "tracker.records.health.check_heartbeat",
    "outbox": "tracker.records.health.check_outbox",
    "periods": "reports.health.check_periods",
}

UNFOLD = {
    "SITE_TITLE": "Pledgekeeper",
    "SITE_HEADER": "Pledgekeeper",
    "SITE_SUBHEADER": "Commitments kept provable",
    "SITE_SYMBOL": "verified",
    "SITE_URL": None,
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": "reports.admin.navigation.icon"}],
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "6px",
    "STYLES": ["reports.admin.navigation.style_sheet"],
    "DASHBOARD_CALLBACK": "reports.home.show_home",
    "SIDEBAR": {"navigation": "reports.admin.navigation.list_navigation"},
    "COLORS": {
        "primary": {
            "50": "oklch(97.5% .014 190)",
            "100": "oklch(94.5% .032 190)",
            "200": "oklch(89% .06 190)",
            "300": "oklch(82% .09 189)",
            "400": "oklch(76% .11 188)",
            "500": "oklch(70% .11 188)",
            "600": "oklch(47% .085 192)",
            "700": "oklch(41% .075 193)",
            "800": "oklch(35% .062 194)",
            "900": "oklch(30% .05 195)",
            "950": "oklch(23% .04 196)",
        },
    },
}
