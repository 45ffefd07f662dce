"""Embedded, on this machine, for trying and developing: no services, no environment."""

from lms.settings.base import *  # noqa: F403
from lms.settings.base import EMBEDDED_BROKER, VAR, embedded_broker, file_caches, sqlite

DEBUG = False
IS_DEMO = True
SECOND_FACTOR_REQUIRED = False
MAY_CALL_INSIDE = True
CONCERN_CHANNELS = [
    {"name": "Larkfield Goods Speak Up", "phone": "+44 20 7946 0123"},
    {
        "name": "Workers' Helpline",
        "phone": "+44 20 7946 0456",
        "independent": True,
        "anonymous": True,
    },
]
SECRET_KEY = "only-for-this-machine-and-never-in-production-0123456789"  # noqa: S105
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
DATABASES = {"default": sqlite(VAR / "daylight.sqlite3")}
CACHES = file_caches(VAR)
SESSION_ENGINE = "django.contrib.sessions.backends.db"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR / "mail"

CELERY_BROKER_URL = EMBEDDED_BROKER
CELERY_BROKER_TRANSPORT_OPTIONS = embedded_broker(VAR)
