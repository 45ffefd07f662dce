"""A task for the outbox tests: it says when it begins, takes its time, and says when it is done."""

import time
from pathlib import Path

from celery import shared_task

from lms.policy import TASKS, Scope

TASKS["tests.lms.slow_task.write_down"] = Scope.ROW


@shared_task
def write_down(folder: str, seconds: float) -> None:
    begun = Path(folder, "begun")
    begun.write_text(begun.read_text() + "x" if begun.exists() else "x")
    time.sleep(seconds)
    Path(folder, "done").write_text("done")
