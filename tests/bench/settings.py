"""For measuring: PostgreSQL and Redis on this machine, everything else as in production."""

from lms import logs
from lms.settings.base import STORAGES
from lms.settings.base import VAR as _VAR
from tests.services_settings import *  # noqa: F403
from tests.services_settings import DATABASES

IS_DEMO = True
LOGGING = logs.logging(as_json=True)
VAR = _VAR / "bench"
# The server plans as it does for anybody: what tests ask of it is for their passing rows.
_ours = {"NAME": "daylight_bench", "CONN_MAX_AGE": None, "OPTIONS": {}}
DATABASES = {"default": DATABASES["default"] | _ours}
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "tests.bench.urls"
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
STORAGES = STORAGES | {"staticfiles": {"BACKEND": "lms.static_files.StaticFiles"}}
CACHES = {
    "default": {
        "BACKEND": "lms.cache.PatientRedisCache",
        "LOCATION": "redis://127.0.0.1:6379/14",
        "KEY_PREFIX": "daylight-bench",
    },
    "once": {
        "BACKEND": "lms.cache.PatientRedisCache",
        "LOCATION": "redis://127.0.0.1:6379/14",
        "KEY_PREFIX": "daylight-bench:once",
    },
}
