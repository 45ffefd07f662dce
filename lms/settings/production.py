"""On real machines: what differs comes from the environment, and nothing unsafe starts."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from lms import logs
from lms.settings.base import *  # noqa: F403
from lms.settings.base import (
    EMBEDDED_BROKER,
    IMPATIENT,
    STORAGES,
    embedded_broker,
    file_caches,
    sqlite,
)
from lms.settings.environment import (
    MAIL_PROVIDERS,
    Environment,
    concern_channels,
    s3_storage,
)

env = Environment()

DEBUG = False
IS_DEMO = False
REFUSE_UNSAFE = True
SECRET_KEY = env.str("SECRET_KEY")
# Keys that were used before: what they signed and encrypted stays good.
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
BASE_URL = env.str("BASE_URL").rstrip("/")
WAGTAILADMIN_BASE_URL = BASE_URL
SITE_NAME = env.str("SITE_NAME", default="Daylight")
WAGTAIL_SITE_NAME = SITE_NAME
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
REPORTING_TIME_ZONE = env.str("REPORTING_TIME_ZONE", default="UTC")

# A JSON list; see lms.settings.base.
CONCERN_CHANNELS = concern_channels(env.json("CONCERN_CHANNELS", default=[]))
# A customer may raise the smallest group of a figure, and never lower it.
GROUP_MINIMUM = max(5, env.int("GROUP_MINIMUM", default=5))
QUIZ_COOL_DOWN = timedelta(minutes=env.int("QUIZ_COOL_DOWN_MINUTES", default=60))
PRIVACY_CONTACT = env.str("PRIVACY_CONTACT", default="")
# JSON; see lms.settings.base.
RETENTION = env.json("RETENTION", default={})

VAR = Path(env.str("VAR", default="/var/lib/daylight"))
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
AUDIT_ANCHOR_FILE = Path(env.str("AUDIT_ANCHOR_FILE", default=str(VAR / "audit-anchors.jsonl")))
AUDIT_ANCHOR_EMAILS = env.list("AUDIT_ANCHOR_EMAILS", default=[])

# SQLite by `sqlite:////path`, PostgreSQL by `postgres://user:password@host/name`.
DATABASES: dict[str, dict[str, Any]] = {"default": env.database("DATABASE_URL")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES = {"default": sqlite(Path(DATABASES["default"]["NAME"]))}
else:
    # Connections are kept; a database that is away is noticed within two seconds.
    DATABASES["default"] |= {"CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 2)

if redis := env.service("REDIS_URL", ("redis", "rediss", "unix")):
    CACHES: dict[str, dict[str, object]] = {
        "default": {"BACKEND": "lms.cache.PatientRedisCache", "LOCATION": redis},
        "once": {
            "BACKEND": "lms.cache.PatientRedisCache",
            "LOCATION": redis,
            "KEY_PREFIX": "once",
            "OPTIONS": {"memory": "once"},
        },
    }
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
else:
    CACHES = file_caches(VAR)

if broker := env.service("BROKER_URL", ("redis", "rediss", "amqp", "amqps")):
    CELERY_BROKER_URL = broker
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, object] = IMPATIENT
else:
    CELERY_BROKER_URL = EMBEDDED_BROKER
    CELERY_BROKER_TRANSPORT_OPTIONS = embedded_broker(VAR)

# Media in a folder, or in S3-compatible storage with `s3://key:secret@host/bucket`.
if media := env.str("MEDIA_STORAGE_URL", default=""):
    STORAGES["default"] = s3_storage(media)

LOGGING = logs.logging(as_json=True)

vars().update(env.email_url("EMAIL_URL", default="smtp://localhost:25"))
# Through a provider instead: its name, and a JSON object of what anymail asks for it.
EMAIL_PROVIDER = env.one_of("EMAIL_PROVIDER", MAIL_PROVIDERS)
ANYMAIL = env.json("EMAIL_PROVIDER_SETTINGS", default={})
if EMAIL_PROVIDER:
    EMAIL_BACKEND = f"anymail.backends.{EMAIL_PROVIDER}.EmailBackend"
if events_secret := env.str("EMAIL_EVENTS_SECRET", default=""):
    ANYMAIL["WEBHOOK_SECRET"] = events_secret
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="daylight@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if env.bool("BEHIND_TLS_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=0)
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SECURE = True
