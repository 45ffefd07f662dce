"""For the tests on the embedded database. Reads nothing from outside."""

import os

from lms.settings.base import *  # noqa: F403
from lms.settings.base import STORAGES, VAR, sqlite

SECRET_KEY = "only-for-tests-0123456789-0123456789-0123456789-0123456789"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
BASE_URL = "http://testserver"
WAGTAILADMIN_BASE_URL = BASE_URL

# A file of its own for each process, so that threads have real connections and runs do not meet.
_file = VAR / "tests" / f"{os.getpid()}.sqlite3"
DATABASES = {"default": sqlite(_file, synchronous="OFF") | {"TEST": {"NAME": _file}}}
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "once")
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = VAR / "tests" / "media"  # tests/conftest.py gives each test its own
AUDIT_ANCHOR_FILE = VAR / "tests" / "audit-anchors.jsonl"  # so does a test that writes it
STATIC_ROOT = ROOT / "lms" / "static"  # noqa: F405 - a folder that stands; nothing is collected
STORAGES = STORAGES | {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
# Most tests are of other things and sign people in without; those of the gate switch it on.
SECOND_FACTOR_REQUIRED = False
NOTICE_REQUIRED = False
# Providers to test against run on this machine.
MAY_CALL_INSIDE = True
CELERY_BROKER_URL = "memory://"
