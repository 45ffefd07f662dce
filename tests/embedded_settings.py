"""An embedded installation in a folder of its own: for tests that start processes and kill them."""

import os
from pathlib import Path

from lms.settings.dev import *  # noqa: F403
from lms.settings.dev import embedded_broker, file_caches, sqlite

VAR = Path(os.environ["TEST_VAR"])
DATABASES = {"default": sqlite(VAR / "daylight.sqlite3")}
CACHES = file_caches(VAR)
STATIC_ROOT = ROOT / "lms" / "static"  # noqa: F405
MEDIA_ROOT = VAR / "media"
AUDIT_ANCHOR_FILE = VAR / "audit-anchors.jsonl"
EMAIL_FILE_PATH = VAR / "mail"
STORAGES = STORAGES | {  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
}
CELERY_BROKER_TRANSPORT_OPTIONS = embedded_broker(VAR)
CELERY_INCLUDE = ["tests.lms.slow_task"]
