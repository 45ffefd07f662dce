"""The Celery application: the same in both modes, only the broker's address differs."""

import os
import signal
from pathlib import Path
from typing import Any

from celery import Celery
from celery.signals import setup_logging, worker_process_init

from lms import broker
from lms.supervisor import end_with_parent

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.production")

broker.use_for_folders()
app = Celery("daylight")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def _keep_our_log(**kwargs: Any) -> None:
    """Celery leaves the log alone if somebody answers this signal; Django has set it up."""


def _go_with_the_worker(**kwargs: Any) -> None:
    """A worker that is killed leaves no child behind, which would go on without a master."""
    end_with_parent(signal.SIGKILL)


def _make_folders(sender: Celery, **kwargs: Any) -> None:
    """The embedded broker is a folder, which must be there before the first message."""
    options = sender.conf.broker_transport_options
    for name in ("data_folder_in", "control_folder"):
        if name in options:
            Path(options[name]).mkdir(parents=True, exist_ok=True)


app.on_after_configure.connect(_make_folders)
setup_logging.connect(_keep_our_log, weak=False)
worker_process_init.connect(_go_with_the_worker, weak=False)
