"""The same tests on the services of a large installation: PostgreSQL and Redis on this machine."""

import os

from lms.settings.test import *  # noqa: F403

SERVER = (
    # Nothing here need outlive a power cut.
    "-c synchronous_commit=off",
    # Tables fill and empty faster than the server counts their rows; a plan that takes a full one
    # for empty would read through it again and again, and never come to its end.
    "-c enable_nestloop=off",
    # Such plans look so dear that the server would compile each of them.
    "-c jit=off",
    # What takes so long has gone wrong, and says so.
    "-c statement_timeout=120s",
)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": "127.0.0.1",
        "PORT": 5432,
        "USER": "postgres",
        "NAME": "daylight",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"options": " ".join(SERVER)},
        "TEST": {"NAME": f"daylight_tests_{os.getpid()}"},
    }
}
CACHES = {
    "default": {
        "BACKEND": "tests.own_redis.OwnRedisCache",
        "LOCATION": "redis://127.0.0.1:6379/15",
        "KEY_PREFIX": f"daylight-tests-{os.getpid()}",
    },
    "once": {
        "BACKEND": "tests.own_redis.OwnRedisCache",
        "LOCATION": "redis://127.0.0.1:6379/15",
        "KEY_PREFIX": f"daylight-tests-{os.getpid()}:once",
    },
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

# A queue of this process's own in a real broker; tests/conftest.py takes it away in the end.
CELERY_BROKER_URL = "redis://127.0.0.1:6379/13"
CELERY_BROKER_TRANSPORT_OPTIONS = IMPATIENT  # noqa: F405
CELERY_TASK_DEFAULT_QUEUE = f"daylight-tests-{os.getpid()}"
