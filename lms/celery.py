"""The Celery application: the same in both modes, only the broker's address differs."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

app = Celery("daylight")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
